// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusProtocol

extension Register {
    /// What answers a challenge as an agent should.
    init(
        _ key: SigningKey,
        answering challenge: Envelope?,
        audience: String,
        capabilities: [CapabilityDescriptor] = []
    ) {
        self.init(
            publicKey: key.publicKey,
            clientNonce: Samples.clientNonce,
            audience: audience,
            capabilities: capabilities
        )
        if case .ping(let ping) = challenge?.payload { nonce = ping.nonce.flatMap { Nonce($0) } }
    }

    /// The message that takes it to whom the challenge came from.
    func envelope(from key: SigningKey, answering challenge: Envelope) -> Envelope {
        Envelope(
            id: .fresh(),
            correlationID: challenge.id,
            timestamp: .now,
            from: key.did,
            to: challenge.from,
            payload: .register(self)
        )
    }
}
