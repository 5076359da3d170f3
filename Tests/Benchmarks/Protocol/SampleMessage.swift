// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// The message that all figures are about: an `EXEC_REQUEST` of 533 bytes with a correlation id, five payload members
/// and one nested array.
enum SampleMessage {
    static let byteCount = 533
    static let alice = SigningKey(seed: Array(repeating: 0xA1, count: 32).span)
    static let bob = SigningKey(seed: Array(repeating: 0xB2, count: 32).span)
    static let now = Timestamp(secondsSinceEpoch: 1_795_256_130, nanoseconds: 250_000_000)

    /// The message as values; those of different numbers differ in their ids only.
    static func envelope(_ number: Int = 0) -> Envelope {
        var request = ExecRequest(capability: "translate", args: ["lines": ["Bonjour!", 1], "to": "en"])
        request.timeout = .seconds(5)
        request.stream = true
        request.window = 8
        return Envelope(
            id: MessageID(high: 0x7F0C_9A3E_5B1D_4C62, low: 0x9D43_8A1F_0000_0000 | UInt64(number)),
            correlationID: MessageID(high: 0x1111_2222_3333_4444, low: 0x8555_6666_7777_8888),
            timestamp: now,
            from: alice.did,
            to: bob.did,
            payload: .execRequest(request)
        )
    }

    /// The message as it travels.
    static func bytes(_ number: Int = 0) throws -> [UInt8] {
        let bytes = try MessageSigner(key: alice).sign(envelope(number))
        precondition(bytes.count == byteCount, "the sample has \(bytes.count) bytes")
        return bytes
    }
}
