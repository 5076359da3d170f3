// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusProtocol
import AIConexusTestSupport

/// Keys, times and messages that many tests use; the same in every run.
enum Samples {
    static let gateway = key(0x6A)
    static let alice = key(0xA1)
    static let bob = key(0xB2)
    static let carol = key(0xC3)
    static let start = Moment(wall: Timestamp(secondsSinceEpoch: 1_795_256_130), uptime: .seconds(1_000))
    static let nonce = nonce(1)
    static let clientNonce = nonce(2)
    static let pingID = id(1)

    static func key(_ byte: UInt8) -> SigningKey {
        SigningKey(seed: Array(repeating: byte, count: 32).span)
    }

    /// One of many keys.
    static func key(number: Int) -> SigningKey {
        var generator = SeededGenerator(seed: UInt64(number))
        let seed = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        return SigningKey(seed: seed.span)
    }

    static func nonce(_ byte: UInt8) -> Nonce {
        guard let nonce = Nonce(bytes: Array(repeating: byte, count: 32)) else { preconditionFailure("32 bytes") }
        return nonce
    }

    static func id(_ number: UInt64) -> MessageID {
        MessageID(high: 0x7F0C_9A3E_5B1D_4C62, low: 0x8000_0000_0000_0000 | number)
    }

    static func capability(_ text: String) -> CapabilityID {
        guard let id = CapabilityID(text) else { preconditionFailure("\(text) is no capability id") }
        return id
    }

    /// Keys of nobody in particular, in no order.
    static func publicKey(_ number: Int) -> PublicKey {
        var generator = SeededGenerator(seed: UInt64(number))
        let bytes = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        guard let key = try? PublicKey(bytes: bytes.span) else { preconditionFailure("32 bytes") }
        return key
    }

    /// The text of a registration, unsigned, for what only reads descriptions.
    static func registrationText(_ did: DID, name: String? = nil, capabilities: [CapabilityDescriptor] = []) -> [UInt8]
    {
        let register = Register(
            publicKey: did.publicKey,
            agent: name.map { AgentCard(name: $0, description: "of \($0)", version: "1") },
            capabilities: capabilities
        )
        return Envelope(id: id(1), timestamp: start.wall, from: did, to: gateway.did, payload: .register(register))
            .json.canonicalBytes()
    }

    static func description(
        of key: PublicKey,
        name: String? = nil,
        _ capabilities: [String] = []
    ) -> AgentRegistry.Description {
        let descriptors = capabilities.map { CapabilityDescriptor(id: capability($0), description: "does \($0)") }
        return AgentRegistry.Description(
            registration: registrationText(DID(key), name: name, capabilities: descriptors),
            capabilities: descriptors.map(\.id)
        )
    }
}
