// SPDX-License-Identifier: MIT

extension WebSocketStateMachine {
    /// The longest text of a close reason in bytes: a control frame's payload without the code.
    static let maximumReasonByteCount = WebSocketFrameHeader.maximumControlPayloadByteCount - 2

    /// Appends a text message as one frame.
    ///
    /// - Parameters:
    ///   - text: valid UTF-8, which is not checked again.
    ///   - output: the connection's output.
    /// - Returns: `false`, with nothing appended, when the connection is no longer open.
    @discardableResult
    public mutating func sendText(_ text: Span<UInt8>, to output: inout [UInt8]) -> Bool {
        sendMessage(.text, text, to: &output)
    }

    /// Appends a binary message as one frame.
    ///
    /// - Parameters:
    ///   - bytes: the message.
    ///   - output: the connection's output.
    /// - Returns: `false`, with nothing appended, when the connection is no longer open.
    @discardableResult
    public mutating func sendBinary(_ bytes: Span<UInt8>, to output: inout [UInt8]) -> Bool {
        sendMessage(.binary, bytes, to: &output)
    }

    /// Appends a ping.
    ///
    /// - Parameters:
    ///   - payload: what the pong will repeat, at most 125 bytes.
    ///   - output: the connection's output.
    /// - Returns: `false`, with nothing appended, when the connection is no longer open.
    @discardableResult
    public mutating func sendPing(_ payload: Span<UInt8> = Span(), to output: inout [UInt8]) -> Bool {
        sendControl(.ping, payload, to: &output)
    }

    /// Appends a pong.
    ///
    /// - Parameters:
    ///   - payload: what the ping carried, at most 125 bytes.
    ///   - output: the connection's output.
    /// - Returns: `false`, with nothing appended, when the connection is no longer open.
    @discardableResult
    public mutating func sendPong(_ payload: Span<UInt8>, to output: inout [UInt8]) -> Bool {
        sendControl(.pong, payload, to: &output)
    }

    /// Appends a Close and awaits the peer's; nothing can be sent afterwards.
    ///
    /// - Parameters:
    ///   - reason: why.
    ///   - output: the connection's output.
    /// - Returns: `false`, with nothing appended, when a Close was sent before or the connection has ended.
    @discardableResult
    public mutating func sendClose(_ reason: WebSocketCloseReason, to output: inout [UInt8]) -> Bool {
        guard isOpen else { return false }
        output.append(closeFrame(reason).span)
        begin(closing: reason)
        return true
    }

    private mutating func sendMessage(
        _ opcode: WebSocketOpcode,
        _ payload: Span<UInt8>,
        to output: inout [UInt8]
    ) -> Bool {
        guard isOpen else { return false }
        let key = maskingKeys?.next()
        if deflater?.appendFrame(opcode, payload, maskingKey: key, to: &output) == true { return true }
        WebSocketFrameEncoder.append(opcode, payload, maskingKey: key, to: &output)
        return true
    }

    private mutating func sendControl(
        _ opcode: WebSocketOpcode,
        _ payload: Span<UInt8>,
        to output: inout [UInt8]
    ) -> Bool {
        precondition(payload.count <= WebSocketFrameHeader.maximumControlPayloadByteCount, "control payload too long")
        guard isOpen else { return false }
        WebSocketFrameEncoder.append(opcode, payload, maskingKey: maskingKeys?.next(), to: &output)
        return true
    }

    /// The bytes of a Close frame.
    mutating func closeFrame(_ reason: WebSocketCloseReason) -> [UInt8] {
        var payload: [UInt8] = []
        if let code = reason.code {
            payload = [UInt8(truncatingIfNeeded: code.value >> 8), UInt8(truncatingIfNeeded: code.value)]
            payload.append(contentsOf: reason.text.utf8Prefix(Self.maximumReasonByteCount))
        }
        var frame: [UInt8] = []
        WebSocketFrameEncoder.append(.close, payload.span, maskingKey: maskingKeys?.next(), to: &frame)
        return frame
    }

    /// Reads the payload of a Close frame.
    ///
    /// - Throws: `.closeFrame` for one byte or a code that may not be sent, `.invalidText` for a reason that is not
    ///   UTF-8.
    static func closeReason(_ payload: Span<UInt8>) throws(WebSocketError) -> WebSocketCloseReason {
        guard !payload.isEmpty else { return WebSocketCloseReason(nil) }
        guard payload.count >= 2 else {
            throw WebSocketError(.closeFrame, .protocolError, "Close with half a code")
        }
        guard let code = WebSocketCloseCode(UInt16(payload[0]) << 8 | UInt16(payload[1])) else {
            throw WebSocketError(.closeFrame, .protocolError, "Close with a code that may not be sent")
        }
        let text = payload.extracting(2..<payload.count)
        var validator = UTF8Validator()
        guard validator.isValid(text), validator.isComplete else {
            throw WebSocketError(.invalidText, .invalidPayload, "close reason is not UTF-8")
        }
        return WebSocketCloseReason(code, String(decoding: [UInt8](copying: text), as: UTF8.self))
    }
}

extension String {
    /// The UTF-8 of as many whole characters as fit into `byteCount` bytes.
    fileprivate func utf8Prefix(_ byteCount: Int) -> Substring.UTF8View {
        var end = startIndex
        while end < endIndex {
            let next = unicodeScalars.index(after: end)
            guard utf8.distance(from: startIndex, to: next) <= byteCount else { break }
            end = next
        }
        return self[..<end].utf8
    }
}

extension [UInt8] {
    /// Appends a piece's payload, unmasked.
    mutating func append(_ piece: WebSocketFramePiece, of input: Span<UInt8>) {
        let bytes = input.extracting(piece.payload)
        if let key = piece.maskingKey {
            _ = append(bytes, masked: key)
        } else {
            append(bytes)
        }
    }
}

extension WebSocketMessageInflater {
    init(_ agreement: WebSocketCompressionAgreement, receivedBy role: WebSocketRole, pool: WebSocketCompressionPool) {
        switch role {
        case .server:
            self.init(resetsContext: agreement.clientResetsContext, windowBits: agreement.clientWindowBits, pool: pool)
        case .client:
            self.init(resetsContext: agreement.serverResetsContext, windowBits: agreement.serverWindowBits, pool: pool)
        }
    }
}

extension WebSocketMessageDeflater {
    init(
        _ agreement: WebSocketCompressionAgreement,
        sentBy role: WebSocketRole,
        _ configuration: WebSocketCompressionConfiguration,
        pool: WebSocketCompressionPool
    ) {
        let isServer = role == .server
        self.init(
            resetsContext: isServer ? agreement.serverResetsContext : agreement.clientResetsContext,
            windowBits: isServer ? agreement.serverWindowBits : agreement.clientWindowBits,
            configuration: configuration,
            pool: pool
        )
    }
}
