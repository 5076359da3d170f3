// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// What an agent said about itself in its own signed `REGISTER`.
struct VerifiedRegistration: Sendable {
    let did: DID
    let timestamp: Timestamp
    let register: Register

    /// The capability of this id, as the agent declared it.
    func capability(_ id: String) -> CapabilityDescriptor? {
        register.capabilities.first { $0.id.text == id }
    }
}

/// What is known of other agents from their own registrations.
///
/// Belongs to the loop.
///
/// At most ``capacity`` agents are remembered, the least recently used is forgotten first.
struct PeerBook {
    private static let capacity = 4_096

    private let limits: JSONLimits
    private var entries: [DID: (registration: VerifiedRegistration, use: Int)] = [:]
    private var clock = 0

    init(limits: JSONLimits) {
        self.limits = limits
    }

    /// What is remembered of an agent.
    mutating func find(_ did: DID) -> VerifiedRegistration? {
        guard let entry = entries[did] else { return nil }
        clock += 1
        entries[did]?.use = clock
        return entry.registration
    }

    mutating func forgetAll() {
        entries.removeAll()
    }

    /// Checks a registration that the gateway handed out, and remembers it.
    ///
    /// - Parameters:
    ///   - text: the agent's signed `REGISTER`.
    ///   - did: whose it must be.
    ///   - gateway: to whom it must be addressed.
    /// - Returns: what it says.
    /// - Throws: ``CallError`` `unprovedAgent`.
    mutating func learn(_ text: String, of did: DID, at gateway: DID) throws(CallError) -> VerifiedRegistration {
        let bytes = Array(text.utf8)
        let envelope: Envelope
        do throws(ProtocolError) {
            var verifier = MessageVerifier(configuration: .init(limits: limits, recipient: gateway), seen: nil)
            let view = try verifier.verify(bytes.span, now: .now(), session: did, freshness: .ignored)
            envelope = try Envelope(view, in: bytes.span)
        } catch {
            throw CallError(.unprovedAgent, "the registration of \(did) is not its own: \(error.message)", cause: error)
        }
        guard case .register(let register) = envelope.payload, register.publicKey == did.publicKey else {
            throw CallError(.unprovedAgent, "what the gateway hands out for \(did) is no registration of it")
        }
        if let known = entries[did]?.registration, known.timestamp > envelope.timestamp {
            throw CallError(.unprovedAgent, "the gateway hands out a registration of \(did) that was replaced since")
        }
        let registration = VerifiedRegistration(did: did, timestamp: envelope.timestamp, register: register)
        makeRoom(for: did)
        clock += 1
        entries[did] = (registration, clock)
        return registration
    }

    private mutating func makeRoom(for did: DID) {
        guard entries.count >= Self.capacity, entries[did] == nil else { return }
        // Rare, and so cheap on average: an eighth goes at a time.
        let uses = entries.values.map(\.use).sorted()
        let bound = uses[Self.capacity / 8]
        entries = entries.filter { $0.value.use > bound }
    }
}
