// SPDX-License-Identifier: MIT

/// A stretch of one frame's payload, as it lies in the bytes that were read.
struct WebSocketFramePiece: Equatable, Sendable {
    var header: WebSocketFrameHeader
    /// Where in the input the stretch lies, still masked; empty when nothing of the payload has come.
    var payload: Range<Int>
    /// How much of the frame's payload came before this piece, in bytes.
    var payloadOffset: Int

    /// Whether the frame was announced with this piece, which may have no payload yet.
    var isStart: Bool

    /// Whether the frame is complete with this piece.
    var isEnd: Bool { payloadOffset + payload.count == header.payloadByteCount }

    /// The masking key as it applies from the piece's first byte on (RFC 6455 §5.3: "i MOD 4").
    var maskingKey: UInt32? {
        guard let key = header.maskingKey?.littleEndian else { return nil }
        let shift = UInt32(truncatingIfNeeded: payloadOffset & 3) * 8
        return UInt32(littleEndian: key &>> shift | key &<< (32 &- shift))
    }
}

/// Cuts a byte stream into frames.
///
/// It buffers nothing but an incomplete header: a frame whose payload comes in several reads is handed out in several
/// pieces. Source: RFC 6455 §5.
struct WebSocketFrameDecoder: Sendable {
    private enum State {
        /// Between frames, or within a header of which this much has come. → payload
        case header(HeaderPrefix)
        /// Within a payload of which this much has come. → header
        case payload(WebSocketFrameHeader, received: Int)
    }

    private struct HeaderPrefix {
        var bytes = InlineArray<14, UInt8>(repeating: 0)
        var count: UInt8 = 0
    }

    private let role: WebSocketRole
    private let acceptsCompressed: Bool
    private let maximumFrameByteCount: Int
    private let tooLargeCloseCode: WebSocketCloseCode
    private var state = State.header(HeaderPrefix())

    /// - Parameters:
    ///   - role: the side that decodes; a server takes only masked frames and a client only unmasked ones.
    ///   - configuration: the limit of a frame.
    ///   - acceptsCompressed: whether permessage-deflate was negotiated, so that RSV1 has a meaning.
    init(role: WebSocketRole, configuration: WebSocketConfiguration, acceptsCompressed: Bool) {
        self.role = role
        self.acceptsCompressed = acceptsCompressed
        maximumFrameByteCount = configuration.frameLimit
        tooLargeCloseCode = configuration.tooLargeCloseCode
    }

    /// Whether part of a frame has come and not all of it.
    var isWithinFrame: Bool {
        switch state {
        case .header(let prefix): prefix.count > 0
        case .payload: true
        }
    }

    /// Takes the next piece of a frame.
    ///
    /// - Parameters:
    ///   - input: what was read.
    ///   - position: where to go on; moved behind what was taken.
    /// - Returns: `nil` when all of `input` was taken and no piece came of it.
    /// - Throws: what ``WebSocketFrameHeader/decode(_:at:)`` throws, `.framing` for the wrong masking or a compressed
    ///   frame where there may be none, `.tooLarge` for an announced length over the limit.
    mutating func next(
        _ input: Span<UInt8>,
        from position: inout Int
    ) throws(WebSocketError) -> WebSocketFramePiece? {
        switch state {
        case .header(let prefix):
            guard let header = try header(after: prefix, in: input, from: &position) else { return nil }
            try check(header)
            return piece(of: header, received: 0, isStart: true, in: input, from: &position)
        case .payload(let header, let received):
            guard position < input.count else { return nil }
            return piece(of: header, received: received, isStart: false, in: input, from: &position)
        }
    }

    private mutating func header(
        after prefix: HeaderPrefix,
        in input: Span<UInt8>,
        from position: inout Int
    ) throws(WebSocketError) -> WebSocketFrameHeader? {
        let known = Int(prefix.count)
        if known == 0, let (header, byteCount) = try WebSocketFrameHeader.decode(input, at: position) {
            position += byteCount
            return header
        }
        var longer = prefix
        let taken = min(WebSocketFrameHeader.maximumByteCount - known, input.count - position)
        for offset in 0..<taken {
            longer.bytes[known + offset] = input[position + offset]
        }
        longer.count += UInt8(taken)
        let prefixBytes = longer.bytes.span.extracting(0..<known + taken)
        if let (header, byteCount) = try WebSocketFrameHeader.decode(prefixBytes, at: 0) {
            position += byteCount - known
            return header
        }
        position += taken
        state = .header(longer)
        return nil
    }

    private func check(_ header: WebSocketFrameHeader) throws(WebSocketError) {
        switch (role, header.maskingKey != nil) {
        case (.server, false): throw .framing("client frame is not masked")
        case (.client, true): throw .framing("server frame is masked")
        case (.server, true), (.client, false): break
        }
        // RFC 7692 §6: only the first frame of a data message says whether it is compressed.
        let mayBeCompressed = acceptsCompressed && (header.opcode == .text || header.opcode == .binary)
        guard !header.isCompressed || mayBeCompressed else { throw .framing("reserved bit set") }
        guard header.payloadByteCount <= maximumFrameByteCount || header.opcode.isControl else {
            throw WebSocketError(.tooLarge, tooLargeCloseCode, "frame over \(maximumFrameByteCount) bytes")
        }
    }

    private mutating func piece(
        of header: WebSocketFrameHeader,
        received: Int,
        isStart: Bool,
        in input: Span<UInt8>,
        from position: inout Int
    ) -> WebSocketFramePiece {
        let count = min(header.payloadByteCount - received, input.count - position)
        let piece = WebSocketFramePiece(
            header: header,
            payload: position..<position + count,
            payloadOffset: received,
            isStart: isStart
        )
        position += count
        state = piece.isEnd ? .header(HeaderPrefix()) : .payload(header, received: received + count)
        return piece
    }
}
