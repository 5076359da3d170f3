// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import CSodium

/// Verifying by libsodium and nothing else, for comparison: on messages that differ, by keys that differ, as a gateway
/// meets them.
struct BareVerification {
    private struct Message {
        let signature: [UInt8]
        let text: [UInt8]
        let key: [UInt8]

        init(from caller: MessageSigner, to callee: MessageSigner) throws {
            let request = try PreparedCall(from: caller, to: callee).request
            let view = try EnvelopeView(scanning: request.span)
            signature = view.signature.bytes
            key = caller.key.publicKey.bytes
            var text: [UInt8] = []
            view.appendSignedBytes(of: request.span, to: &text)
            self.text = text
        }

        /// Whether libsodium finds the signature good.
        func verify() -> Bool {
            unsafe crypto_sign_verify_detached(signature, text, UInt64(text.count), key) == 0
        }
    }

    private static let keyCount = 64
    private static let messagesPerKey = 8

    private let messages: [Message]

    /// Signs the messages.
    ///
    /// - Throws: a `ProtocolError` when the protocol refuses its own message.
    init() throws {
        let signers = (0...Self.keyCount).map { _ in MessageSigner(key: SigningKey()) }
        messages = try (0..<Self.keyCount * Self.messagesPerKey).map { number in
            try Message(from: signers[number % Self.keyCount], to: signers[number % Self.keyCount + 1])
        }
    }

    /// Verifies all of them.
    ///
    /// - Returns: nanoseconds of processor time for each.
    func measure() -> Double {
        let start = ProcessMeter.threadTime
        for message in messages {
            let isGood = message.verify()
            precondition(isGood, "libsodium refuses its own signature")
        }
        return Double(ProcessMeter.threadTime - start) / Double(messages.count)
    }
}
