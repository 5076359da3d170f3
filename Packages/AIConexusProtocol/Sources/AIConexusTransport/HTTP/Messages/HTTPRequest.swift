// SPDX-License-Identifier: MIT

/// A whole HTTP request.
public struct HTTPRequest: Hashable, Sendable {
    /// What is to be done.
    public var method: HTTPMethod
    /// With what.
    public var target: HTTPTarget
    /// The version that the client speaks.
    public var version: HTTPVersion
    /// The header fields.
    public var headers: HTTPHeaders
    /// The body without any transfer coding.
    public var body: [UInt8]

    /// Creates a request.
    ///
    /// - Parameters:
    ///   - method: what is to be done.
    ///   - target: with what.
    ///   - version: HTTP/1.1 unless said otherwise.
    ///   - headers: the fields.
    ///   - body: empty for none.
    public init(
        _ method: HTTPMethod,
        _ target: HTTPTarget,
        version: HTTPVersion = .http11,
        headers: HTTPHeaders = [:],
        body: [UInt8] = []
    ) {
        self.method = method
        self.target = target
        self.version = version
        self.headers = headers
        self.body = body
    }
}

extension HTTPRequest {
    /// Whether the client asks to change to `protocolName`, as in `websocket` (RFC 9110 §7.8).
    public func asksToUpgrade(to protocolName: String) -> Bool {
        version == .http11
            && headers.list(.connection, contains: "upgrade")
            && headers.list(.upgrade, contains: protocolName)
    }

    /// Whether the connection may serve another request after this one (RFC 9112 §9.3).
    var keepsConnection: Bool {
        if headers.list(.connection, contains: "close") { return false }
        return version == .http11 || headers.list(.connection, contains: "keep-alive")
    }

    /// The token of an `Authorization: Bearer` field (RFC 6750 §2.1).
    public var bearerToken: String? {
        guard let credentials = headers[.authorization] else { return nil }
        let parts = credentials.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(decoding: parts[1].utf8.trimmingSpace(), as: UTF8.self)
    }
}
