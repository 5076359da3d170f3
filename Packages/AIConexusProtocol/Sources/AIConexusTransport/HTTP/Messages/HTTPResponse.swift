// SPDX-License-Identifier: MIT

/// A whole HTTP response.
public struct HTTPResponse: Hashable, Sendable {
    /// How it went.
    public var status: HTTPStatus
    /// The header fields; those that frame the body are added when it is sent.
    public var headers: HTTPHeaders
    /// The body without any transfer coding.
    public var body: [UInt8]

    /// Creates a response.
    ///
    /// - Parameters:
    ///   - status: how it went.
    ///   - headers: the fields, without `Content-Length`, `Transfer-Encoding`, `Connection` and `Date`.
    ///   - body: empty for none.
    public init(_ status: HTTPStatus, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Creates a response whose body is JSON text.
    ///
    /// - Parameters:
    ///   - status: how it went.
    ///   - json: the text in UTF-8.
    public init(_ status: HTTPStatus, json: [UInt8]) {
        self.init(status, headers: [.contentType: "application/json"], body: json)
    }
}
