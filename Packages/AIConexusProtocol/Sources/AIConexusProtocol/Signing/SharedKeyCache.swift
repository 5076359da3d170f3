// SPDX-License-Identifier: MIT

/// The shared keys of one ``KeyExchangeKey`` with the peers that it met last.
///
/// Make one per ``KeyExchangeKey`` and share it; it may be used from any thread. It holds at most `capacity` keys,
/// about 200 bytes each; at the bound the key that was not asked for longest is dropped and zeroed (once nobody uses it
/// any more), and costs 50 µs again when it is next asked for.
public final class SharedKeyCache: Sendable {
    /// How many keys a cache holds unless told otherwise.
    public static let defaultCapacity = 1024

    /// The own half of all the keys.
    public let key: KeyExchangeKey

    private let entries: Locked<RecencyList<KeyExchangePublicKey, SharedKey>>

    /// Creates an empty cache.
    ///
    /// - Parameters:
    ///   - key: the own half.
    ///   - capacity: how many shared keys to hold, at least 1.
    public init(key: KeyExchangeKey, capacity: Int = defaultCapacity) {
        self.key = key
        entries = Locked(RecencyList(capacity: capacity))
    }

    /// What the own key and a peer's share, from memory or computed.
    ///
    /// - Parameter peer: the peer's public half.
    /// - Returns: the key for boxes in both directions.
    /// - Throws: `weakKey` for a point of small order; that is not remembered.
    public func sharedKey(with peer: KeyExchangePublicKey) throws(SealingError) -> SharedKey {
        if let known = entries.withLock({ $0.value(for: peer) }) { return known }
        // Computed outside the lock: two threads may do the same work once, and none waits for it.
        let computed = try key.sharedKey(with: peer)
        entries.withLock { $0.insert(computed, for: peer) }
        return computed
    }
}
