// SPDX-License-Identifier: MIT

/// The name of a header field; upper and lower case are the same.
///
/// Source: RFC 9110 §5.1.
public struct HTTPFieldName: Sendable {
    /// The name as it was written.
    public let text: String
    /// The name in lower case, by which names are compared.
    public let canonical: String

    /// The name written as `text`, or `nil` when that is not a token.
    public init?(_ text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy(HTTPCharacter.isToken) else { return nil }
        self.text = text
        canonical = text.lowercased()
    }
}

extension HTTPFieldName: Hashable {
    /// Whether the names are the same in lower case.
    public static func == (left: HTTPFieldName, right: HTTPFieldName) -> Bool {
        left.canonical == right.canonical
    }

    /// Feeds the name in lower case.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(canonical)
    }
}

extension HTTPFieldName: ExpressibleByStringLiteral, CustomStringConvertible {
    /// A name written in the program; traps when it is not a token.
    public init(stringLiteral text: String) {
        guard let name = HTTPFieldName(text) else { preconditionFailure("\(text) cannot be a field name") }
        self = name
    }

    /// The name as it was written.
    public var description: String { text }
}

extension HTTPFieldName {
    /// What a response to `405` allows.
    public static let allow: HTTPFieldName = "Allow"
    /// Credentials.
    public static let authorization: HTTPFieldName = "Authorization"
    /// Whether a response may be kept.
    public static let cacheControl: HTTPFieldName = "Cache-Control"
    /// What holds for this connection only.
    public static let connection: HTTPFieldName = "Connection"
    /// The length of the body in bytes.
    public static let contentLength: HTTPFieldName = "Content-Length"
    /// What the body is.
    public static let contentType: HTTPFieldName = "Content-Type"
    /// When a response was made.
    public static let date: HTTPFieldName = "Date"
    /// What a client waits for before it sends the body.
    public static let expect: HTTPFieldName = "Expect"
    /// The server that a request is for.
    public static let host: HTTPFieldName = "Host"
    /// Where a stream of events goes on.
    public static let lastEventID: HTTPFieldName = "Last-Event-ID"
    /// Where something is now.
    public static let location: HTTPFieldName = "Location"
    /// The page that a browser's request comes from.
    public static let origin: HTTPFieldName = "Origin"
    /// When to come back.
    public static let retryAfter: HTTPFieldName = "Retry-After"
    /// A WebSocket server's proof that it read the key.
    public static let secWebSocketAccept: HTTPFieldName = "Sec-WebSocket-Accept"
    /// The WebSocket extensions offered or agreed.
    public static let secWebSocketExtensions: HTTPFieldName = "Sec-WebSocket-Extensions"
    /// A WebSocket client's random key.
    public static let secWebSocketKey: HTTPFieldName = "Sec-WebSocket-Key"
    /// The WebSocket subprotocols offered or agreed.
    public static let secWebSocketProtocol: HTTPFieldName = "Sec-WebSocket-Protocol"
    /// The WebSocket version.
    public static let secWebSocketVersion: HTTPFieldName = "Sec-WebSocket-Version"
    /// The form in which a body travels.
    public static let transferEncoding: HTTPFieldName = "Transfer-Encoding"
    /// The protocol to change to.
    public static let upgrade: HTTPFieldName = "Upgrade"
    /// What asks for credentials.
    public static let wwwAuthenticate: HTTPFieldName = "WWW-Authenticate"
}
