// SPDX-License-Identifier: MIT

/// Writes whole frames behind what a connection's output buffer already holds.
enum WebSocketFrameEncoder {
    /// Appends one frame, header and payload.
    ///
    /// - Parameters:
    ///   - opcode: what the frame carries.
    ///   - payload: the bytes, not masked.
    ///   - isFinal: whether the message ends with this frame.
    ///   - isCompressed: whether RSV1 is set.
    ///   - maskingKey: the key of a client's frame, `nil` for a server's.
    ///   - output: where the frame goes.
    static func append(
        _ opcode: WebSocketOpcode,
        _ payload: Span<UInt8>,
        isFinal: Bool = true,
        isCompressed: Bool = false,
        maskingKey: UInt32?,
        to output: inout [UInt8]
    ) {
        WebSocketFrameHeader(
            isFinal: isFinal,
            isCompressed: isCompressed,
            opcode: opcode,
            payloadByteCount: payload.count,
            maskingKey: maskingKey
        )
        .append(to: &output)
        if let maskingKey {
            _ = output.append(payload, masked: maskingKey)
        } else {
            output.append(payload)
        }
    }
}
