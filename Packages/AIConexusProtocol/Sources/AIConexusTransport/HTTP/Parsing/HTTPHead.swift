// SPDX-License-Identifier: MIT

/// The head of a message as it was parsed, before its meaning is judged.
struct HTTPHead: Equatable, Sendable {
    var version: HTTPVersion
    /// A request's method.
    var method: String
    /// A request's target.
    var target: String
    /// A response's status code.
    var statusCode: Int
    var headers: HTTPHeaders
}

extension HTTPHead {
    /// - Throws: `.unknownVersion`, `.malformed` for a name that is no token.
    init(_ parser: HTTPParserHandle, isRequest: Bool, _ events: HTTPParserEvents) throws(HTTPError) {
        guard let version = HTTPVersion(major: parser.majorVersion, minor: parser.minorVersion) else {
            throw HTTPError(.unknownVersion, "only HTTP/1.0 and HTTP/1.1 are spoken here")
        }
        self.version = version
        method = isRequest ? parser.method : ""
        target = String(decoding: events.target, as: UTF8.self)
        statusCode = isRequest ? 0 : parser.statusCode
        headers = HTTPHeaders()
        for field in events.fields {
            guard let name = HTTPFieldName(String(decoding: field.name, as: UTF8.self)) else {
                throw .malformed("forbidden byte in a field name")
            }
            headers.append(name, String(decoding: field.value.trimmingSpace(), as: UTF8.self))
        }
    }
}
