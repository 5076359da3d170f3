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
/// At the bounds the least recently used are forgotten first.
struct PeerBook {
    private struct Entry {
        var registration: VerifiedRegistration
        var byteCount: Int
        var use: Int
    }

    private let limits: JSONLimits
    private let capacity: Int
    private let byteCapacity: Int
    private var entries: [DID: Entry] = [:]
    private var byteCount = 0
    private var clock = 0

    /// An empty book.
    ///
    /// - Parameters:
    ///   - limits: what a registration may ask of its reader.
    ///   - capacity: how many agents are remembered.
    ///   - byteCapacity: what their registrations may have in all, as texts.
    init(limits: JSONLimits, capacity: Int = 4_096, byteCapacity: Int = 16 << 20) {
        self.limits = limits
        self.capacity = capacity
        self.byteCapacity = byteCapacity
    }

    /// What is remembered of an agent.
    mutating func find(_ did: DID) -> VerifiedRegistration? {
        guard let entry = entries[did] else { return nil }
        clock += 1
        entries[did]?.use = clock
        return entry.registration
    }

    /// How many agents are remembered.
    var count: Int { entries.count }

    mutating func forgetAll() {
        entries.removeAll()
        byteCount = 0
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
        byteCount -= entries.removeValue(forKey: did)?.byteCount ?? 0
        makeRoom(for: bytes.count)
        clock += 1
        entries[did] = Entry(registration: registration, byteCount: bytes.count, use: clock)
        byteCount += bytes.count
        return registration
    }

    /// Forgets the least recently used, an eighth more than needed, so that it is rare and cheap on average.
    private mutating func makeRoom(for newByteCount: Int) {
        guard entries.count >= capacity || byteCount + newByteCount > byteCapacity else { return }
        for (did, entry) in entries.sorted(by: { $0.value.use < $1.value.use }) {
            guard entries.count > capacity / 8 * 7 || byteCount + newByteCount > byteCapacity / 8 * 7 else {
                return
            }
            entries[did] = nil
            byteCount -= entry.byteCount
        }
    }
}
