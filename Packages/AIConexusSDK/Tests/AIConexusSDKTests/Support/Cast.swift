// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport

@testable import AIConexusSDK

/// Who appears in the tests, and the messages that they send.
enum Cast {
    static let gateway = SigningKey()
    static let agent = SigningKey()
    static let peer = SigningKey()
    static let stranger = SigningKey()

    /// A fresh name for a message.
    static func id() -> MessageID {
        var generator = SystemRandomNumberGenerator()
        return .random(using: &generator)
    }

    /// A capability's id.
    static func capability(_ text: String) -> CapabilityID {
        guard let id = CapabilityID(text) else { preconditionFailure("'\(text)' is no capability's id") }
        return id
    }

    /// 32 bytes, the same for the same number.
    static func nonce(_ seed: UInt64) -> Nonce {
        var generator = SeededGenerator(seed: seed)
        return .random(using: &generator)
    }

    /// A message as a verifier hands it on.
    static func message(
        _ payload: Payload,
        from sender: SigningKey,
        to recipient: SigningKey = agent,
        answering correlationID: MessageID? = nil
    ) -> Envelope {
        Envelope(
            id: id(),
            correlationID: correlationID,
            timestamp: .now(),
            from: sender.did,
            to: recipient.did,
            payload: payload
        )
    }
}

extension GatewayError {
    /// A failure that a retry can mend.
    static let passing = GatewayError(.connectionLost, "the line broke", isTransient: true)
    /// A failure that no retry can mend.
    static let lasting = GatewayError(.denied, "not you")
}
