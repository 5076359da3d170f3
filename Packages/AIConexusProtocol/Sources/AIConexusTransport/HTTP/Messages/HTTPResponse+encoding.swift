// SPDX-License-Identifier: MIT

/// How a response's body is framed when it is sent.
enum HTTPResponseFraming: Equatable, Sendable {
    /// The whole body follows, of this many bytes.
    case length(Int)
    case chunked
    /// The body ends with the connection.
    case untilEnd
    /// There can be no body.
    case none
}

extension [UInt8] {
    /// Appends status line and header fields of a response, and the empty line behind them.
    ///
    /// - Parameters:
    ///   - status: of the response.
    ///   - headers: without those that follow from the other parameters.
    ///   - framing: adds `Content-Length` or `Transfer-Encoding`.
    ///   - connection: the value of `Connection`, if any.
    ///   - date: the value of `Date`, if the time is known.
    mutating func appendResponseHead(
        _ status: HTTPStatus,
        _ headers: HTTPHeaders,
        _ framing: HTTPResponseFraming,
        connection: String?,
        date: HTTPDate?
    ) {
        append(contentsOf: "HTTP/1.1 \(status)\r\n".utf8)
        if let date { append(contentsOf: "Date: \(date)\r\n".utf8) }
        append(headers)
        switch framing {
        case .length(let count): append(contentsOf: "Content-Length: \(count)\r\n".utf8)
        case .chunked: append(contentsOf: "Transfer-Encoding: chunked\r\n".utf8)
        case .untilEnd, .none: break
        }
        if let connection { append(contentsOf: "Connection: \(connection)\r\n".utf8) }
        append(contentsOf: "\r\n".utf8)
    }

    /// Appends one chunk (RFC 9112 §7.1); nothing for no bytes, because an empty chunk would end the body.
    mutating func appendChunk(_ bytes: Span<UInt8>) {
        guard !bytes.isEmpty else { return }
        append(contentsOf: String(bytes.count, radix: 16).utf8)
        append(contentsOf: "\r\n".utf8)
        append(bytes)
        append(contentsOf: "\r\n".utf8)
    }

    /// Appends the chunk that ends a body.
    mutating func appendLastChunk() {
        append(contentsOf: "0\r\n\r\n".utf8)
    }
}
