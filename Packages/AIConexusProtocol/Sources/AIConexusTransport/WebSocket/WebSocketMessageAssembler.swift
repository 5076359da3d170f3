// SPDX-License-Identifier: MIT

/// Puts the pieces of data frames together to whole, checked messages.
///
/// A message that comes in one piece is never stored: it is unmasked into the caller's scratch buffer, or left where it
/// is if it has no mask. Size is judged when a frame is announced, before anything is stored.
struct WebSocketMessageAssembler {
    private enum State {
        /// Between messages. → collecting
        case idle
        /// Within a message. → idle
        case collecting(WebSocketMessageKind, isCompressed: Bool)
    }

    private let maximumByteCount: Int
    private let tooLargeCloseCode: WebSocketCloseCode
    private let acceptsBinary: Bool
    private var inflater: WebSocketMessageInflater?
    private var state = State.idle
    private var collected: [UInt8] = []
    private var text = UTF8Validator()

    /// - Parameters:
    ///   - configuration: the limits.
    ///   - inflater: takes the compressed messages, if compression was negotiated.
    init(configuration: WebSocketConfiguration, inflater: WebSocketMessageInflater?) {
        maximumByteCount = configuration.maximumMessageByteCount
        tooLargeCloseCode = configuration.tooLargeCloseCode
        acceptsBinary = configuration.acceptsBinary
        self.inflater = inflater
    }

    /// Whether part of a message has come and not all of it.
    var isWithinMessage: Bool {
        if case .collecting = state { true } else { false }
    }

    /// Takes a piece of a data frame.
    ///
    /// - Parameters:
    ///   - piece: of a text, binary or continuation frame.
    ///   - input: the bytes that the piece lies in.
    ///   - scratch: replaced by the message if it comes in one masked piece.
    /// - Returns: the message that is complete with the piece.
    /// - Throws: `.framing` for fragments out of order, `.unsupportedKind`, `.tooLarge`, `.invalidText`,
    ///   `.invalidCompression`.
    mutating func take(
        _ piece: WebSocketFramePiece,
        of input: Span<UInt8>,
        scratch: inout [UInt8]
    ) throws(WebSocketError) -> (kind: WebSocketMessageKind, payload: WebSocketPayload)? {
        switch state {
        case .idle:
            let kind = try begin(piece.header)
            if piece.isEnd, piece.header.isFinal, !piece.header.isCompressed {
                return (kind, try whole(piece, kind, of: input, scratch: &scratch))
            }
            state = .collecting(kind, isCompressed: piece.header.isCompressed)
            return try collect(piece, kind, isCompressed: piece.header.isCompressed, of: input)
        case .collecting(let kind, let isCompressed):
            if piece.isStart { try proceed(to: piece.header, isCompressed: isCompressed) }
            return try collect(piece, kind, isCompressed: isCompressed, of: input)
        }
    }

    private func begin(_ header: WebSocketFrameHeader) throws(WebSocketError) -> WebSocketMessageKind {
        let kind: WebSocketMessageKind
        switch header.opcode {
        case .text: kind = .text
        case .binary: kind = .binary
        case .continuation, .close, .ping, .pong: throw .framing("continuation of no message")
        }
        guard kind == .text || acceptsBinary else {
            throw WebSocketError(.unsupportedKind, .unsupportedData, "binary messages are not taken")
        }
        guard header.isCompressed || header.payloadByteCount <= maximumByteCount else { throw tooLarge() }
        return kind
    }
}

// MARK: - Messages in one piece

extension WebSocketMessageAssembler {
    private func whole(
        _ piece: WebSocketFramePiece,
        _ kind: WebSocketMessageKind,
        of input: Span<UInt8>,
        scratch: inout [UInt8]
    ) throws(WebSocketError) -> WebSocketPayload {
        let bytes = input.extracting(piece.payload)
        guard let key = piece.maskingKey else {
            if kind == .text { try Self.checkWholeText(bytes) }
            return .input(piece.payload)
        }
        scratch.removeAll(keepingCapacity: true)
        let isASCII = scratch.append(bytes, masked: key)
        if kind == .text, !isASCII { try Self.checkWholeText(scratch.span) }
        return .scratch
    }

    private static func checkWholeText(_ bytes: Span<UInt8>) throws(WebSocketError) {
        var validator = UTF8Validator()
        guard validator.isValid(bytes), validator.isComplete else { throw invalidText() }
    }

    private static func invalidText() -> WebSocketError {
        WebSocketError(.invalidText, .invalidPayload, "text is not UTF-8")
    }

    private func tooLarge() -> WebSocketError {
        WebSocketError(.tooLarge, tooLargeCloseCode, "message over \(maximumByteCount) bytes")
    }
}

// MARK: - Messages in several pieces

extension WebSocketMessageAssembler {
    /// Judges a further frame of the message in progress.
    private func proceed(to header: WebSocketFrameHeader, isCompressed: Bool) throws(WebSocketError) {
        guard header.opcode == .continuation else { throw .framing("message begins within another") }
        guard isCompressed || header.payloadByteCount <= maximumByteCount - collected.count else {
            throw tooLarge()
        }
    }

    private mutating func collect(
        _ piece: WebSocketFramePiece,
        _ kind: WebSocketMessageKind,
        isCompressed: Bool,
        of input: Span<UInt8>
    ) throws(WebSocketError) -> (kind: WebSocketMessageKind, payload: WebSocketPayload)? {
        let known = collected.count
        let isLast = piece.isEnd && piece.header.isFinal
        var isASCII = false
        var refusal: WebSocketError?
        if isCompressed {
            refusal = inflate(piece, isLast: isLast, of: input)
        } else if let key = piece.maskingKey {
            isASCII = collected.append(input.extracting(piece.payload), masked: key)
        } else {
            collected.append(input.extracting(piece.payload))
        }
        // Text first: which of two faults is named must not depend on how the stream is cut.
        if kind == .text { try checkText(from: known, isASCII: isASCII) }
        if let refusal { throw refusal }
        guard isLast else { return nil }
        guard kind == .binary || text.isComplete else { throw Self.invalidText() }
        state = .idle
        let message = collected
        collected = []
        return (kind, .bytes(message))
    }

    /// Checks what was collected since `start`, so that wrong text is refused before the rest of it has come.
    private mutating func checkText(from start: Int, isASCII: Bool) throws(WebSocketError) {
        if isASCII, text.isComplete { return }
        var validator = text
        guard validator.isValid(collected.span.extracting(start..<collected.count)) else { throw Self.invalidText() }
        text = validator
    }

    /// Inflates a piece behind what was collected.
    ///
    /// - Returns: what is wrong with it, if anything is.
    private mutating func inflate(
        _ piece: WebSocketFramePiece,
        isLast: Bool,
        of input: Span<UInt8>
    ) -> WebSocketError? {
        let bytes = input.extracting(piece.payload)
        var isValid: Bool
        if let key = piece.maskingKey {
            var clear: [UInt8] = []
            _ = clear.append(bytes, masked: key)
            isValid = inflater?.inflate(clear.span, to: &collected, limit: maximumByteCount) ?? false
        } else {
            isValid = inflater?.inflate(bytes, to: &collected, limit: maximumByteCount) ?? false
        }
        guard collected.count <= maximumByteCount else { return tooLarge() }
        if isValid, isLast { isValid = inflater?.finish(to: &collected, limit: maximumByteCount) ?? false }
        guard collected.count <= maximumByteCount else { return tooLarge() }
        return isValid ? nil : WebSocketError(.invalidCompression, .invalidPayload, "message is not DEFLATE data")
    }
}
