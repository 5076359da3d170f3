// SPDX-License-Identifier: MIT

/// What comes of a response, in this order: one head, any number of body parts, one end.
public enum HTTPResponseEvent: Hashable, Sendable {
    /// Status and header fields of the final response.
    case head(HTTPStatus, HTTPHeaders)
    /// A part of the body without transfer coding; cut anywhere, not empty.
    case body([UInt8])
    /// The response is complete.
    case end
}

/// The client's side of one HTTP/1.1 request: bytes in, the response's events out.
///
/// Interim responses are passed over. After ``HTTPStatus/switchingProtocols``, and after success of a `CONNECT`, the
/// rest of the input belongs to another protocol and is left alone. Source: RFC 9112.
public struct HTTPClientMachine {
    private static let maximumInterimCount = 16

    private enum State {
        /// Awaiting the final response. → complete
        case reading(HTTPMessageReader, interimCount: Int)
        /// Within an interim response, which has no body. → reading
        case passing(HTTPMessageReader, interimCount: Int)
        case complete
    }

    private let method: HTTPMethod
    private let configuration: HTTPConfiguration
    private var state: State

    /// Awaits the response to a request that was sent.
    ///
    /// - Parameters:
    ///   - method: of the request.
    ///   - configuration: the limits; a stream of events needs a large ``HTTPConfiguration/maximumBodyByteCount``.
    public init(responseTo method: HTTPMethod, configuration: HTTPConfiguration = HTTPConfiguration()) {
        self.method = method
        self.configuration = configuration
        state = .reading(HTTPMessageReader(.response(method), configuration: configuration), interimCount: 0)
    }

    /// Bytes came from the server; to be called again, with the same bytes, until it returns `nil`.
    ///
    /// - Parameters:
    ///   - input: what was read.
    ///   - position: where to go on; moved behind what was taken.
    /// - Returns: `nil` when all of `input` was taken, or the response is complete and the rest is not its own.
    /// - Throws: `.malformed`, `.headTooLarge`, `.targetTooLong`, `.bodyTooLarge`, `.unknownVersion`.
    public mutating func received(
        _ input: Span<UInt8>,
        from position: inout Int
    ) throws(HTTPError) -> HTTPResponseEvent? {
        while true {
            switch state {
            case .reading(var reader, let interimCount):
                guard let event = try reader.next(input, from: &position) else {
                    state = .reading(reader, interimCount: interimCount)
                    return nil
                }
                if let event = try take(event, reader, interimCount) { return event }
            case .passing(var reader, let interimCount):
                _ = try reader.next(input, from: &position)
                let next = HTTPMessageReader(.response(method), configuration: configuration)
                state = .reading(next, interimCount: interimCount + 1)
            case .complete: return nil
            }
        }
    }

    /// The server sends nothing more.
    ///
    /// - Returns: the end of a body that had no other; `nil` after a complete response.
    /// - Throws: `.truncated`.
    public mutating func receivedEnd() throws(HTTPError) -> HTTPResponseEvent? {
        guard case .reading(var reader, _) = state else { return nil }
        guard try reader.receivedEnd() == .end else {
            throw HTTPError(.truncated, "connection ended before the response")
        }
        state = .complete
        return .end
    }

    private mutating func take(
        _ event: HTTPMessageReader.Event,
        _ reader: HTTPMessageReader,
        _ interimCount: Int
    ) throws(HTTPError) -> HTTPResponseEvent? {
        state = .reading(reader, interimCount: interimCount)
        switch event {
        case .head(let head, _):
            guard let status = HTTPStatus(head.statusCode) else { throw .malformed("status out of range") }
            guard status.isInterim else { return .head(status, head.headers) }
            guard interimCount < Self.maximumInterimCount else { throw .malformed("too many interim responses") }
            state = .passing(reader, interimCount: interimCount)
            return nil
        case .body(let bytes): return bytes.isEmpty ? nil : .body(bytes)
        case .end:
            state = .complete
            return .end
        }
    }
}
