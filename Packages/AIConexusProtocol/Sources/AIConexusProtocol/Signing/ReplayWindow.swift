// SPDX-License-Identifier: MIT

/// Remembers which verified messages were seen, for as long as their timestamps are fresh.
///
/// Feed it only messages whose signature and freshness were checked. It keeps a keyed hash of each (`from`, `id`) until
/// the clock has passed `timestamp` + ``Limits/windowSeconds``, and never drops one earlier. So a message that was
/// accepted once is never accepted again, whatever the clock does: while its entry lives it is ``Outcome/replayed``;
/// once entries have been removed, what is not newer than the newest of them is ``Outcome/outsideWindow``, should the
/// clock go back.
///
/// **At the bounds** the newcomer is refused and nobody is evicted. A sender with ``Limits/entriesPerSender`` entries
/// is ``Outcome/senderFull``. Of ``Limits/byteCount`` the last eighth is kept for small senders: once it is begun,
/// those that hold the average share or more are ``Outcome/windowFull``; and what would exceed the whole is, whoever
/// sends it. Room comes back as entries expire.
///
/// **Costs:** constant on average, 0.2 µs in a small window and 0.5 µs among millions of entries. One call removes at
/// most 64 expired entries, or 4 160 before it refuses, so for a moment an entry may be remembered longer than
/// promised. Growing and shrinking move a 256th of a table at a time.
///
/// A value without a lock, and not copyable, because a copy would be a second memory of the same messages; it reads no
/// clock. Source: PROTOCOL_DESIGN, "Replay".
public struct ReplayWindow: ~Copyable, Sendable {
    /// The verdict about one message.
    public enum Outcome: Hashable, Sendable {
        /// Not seen before; it is remembered.
        case accepted
        /// This (`from`, `id`) was seen before, be it with another timestamp.
        case replayed
        /// The timestamp is too far from the clock to be judged, or the clock went back behind removed entries.
        case outsideWindow
        /// The sender has as many live entries as one may have; others are not affected.
        case senderFull
        /// The memory for all entries is used up, or nearly so and the sender is one of the larger ones.
        case windowFull
    }

    /// The bounds it was made with.
    public let limits: Limits

    private let hasher: ReplayHasher
    private var log = ReplayLog()
    private var index = ShardedTable<ReplayIndexCell>()
    private var senders = ShardedTable<ReplaySenderCell>()
    /// The latest second at which removed entries expired: what expires by then can no longer be told from them.
    private var forgottenThrough = Int64.min

    /// Creates an empty window.
    ///
    /// - Parameters:
    ///   - limits: the bounds.
    ///   - hashKey: 16 random bytes, drawn once per process and kept secret, so that nobody can aim at collisions.
    public init(limits: Limits = Limits(), hashKey: (UInt64, UInt64)) {
        limits.check()
        self.limits = limits
        hasher = ReplayHasher(key: hashKey)
    }

    /// How many entries there are, expired ones that were not yet removed included.
    public var count: Int { index.count }

    /// How many senders have entries.
    public var senderCount: Int { senders.count }

    /// The bytes that all entries take, counted from the sizes of the tables; at most ``Limits/byteCount``.
    public var byteCount: Int { log.byteCount + index.byteCount + senders.byteCount }

    /// Remembers a message unless it was seen before or there is no room.
    ///
    /// - Parameters:
    ///   - sender: the message's `from`.
    ///   - id: the 16 bytes of the message's `id`.
    ///   - timestampSeconds: the message's `timestamp` in whole Unix seconds, rounded down.
    ///   - now: the clock in whole Unix seconds, rounded down.
    /// - Returns: the verdict; only for ``Outcome/accepted`` anything was remembered.
    public mutating func insert(
        sender: PublicKey,
        id: (UInt64, UInt64),
        timestampSeconds: Int64,
        now: Int64
    ) -> Outcome {
        removeExpired(now: now, limit: Self.removalsPerCall)
        let (age, overflow) = now.subtractingReportingOverflow(timestampSeconds)
        guard !overflow, age.magnitude <= UInt64(limits.windowSeconds) else { return .outsideWindow }
        let hash = hasher.hash(sender, id)
        guard !contains(hash) else { return .replayed }
        let expiry = timestampSeconds + limits.windowSeconds
        guard expiry > forgottenThrough else { return .outsideWindow }
        let sender = hasher.hash(sender)
        if let refusal = refusal(hash, sender, expiry) {
            guard removeExpired(now: now, limit: Self.removalsBeforeRefusal) > 0 else { return refusal }
            if let refusal = self.refusal(hash, sender, expiry) { return refusal }
        }
        let place = log.append(ReplayLog.Entry(hash: hash, sender: sender), expiringAt: expiry)
        index.insert(ReplayIndexCell(fragment: hash.fragment, place: place))
        countEntry(of: sender)
        return .accepted
    }

    /// Whether this (`from`, `id`) is remembered.
    ///
    /// - Parameters:
    ///   - sender: the message's `from`.
    ///   - id: the 16 bytes of the message's `id`.
    /// - Returns: `true` for what ``insert(sender:id:timestampSeconds:now:)`` would call replayed.
    public func contains(sender: PublicKey, id: (UInt64, UInt64)) -> Bool {
        contains(hasher.hash(sender, id))
    }

    /// Removes entries whose time is over and gives their memory back.
    ///
    /// Insertions do so in passing; call it now and then while there are none.
    ///
    /// - Parameters:
    ///   - now: the clock in whole Unix seconds, rounded down.
    ///   - limit: the most entries to remove in this call, each about 0.1 µs.
    /// - Returns: how many were removed; less than `limit` when none are left.
    @discardableResult
    public mutating func removeExpired(now: Int64, limit: Int = .max) -> Int {
        var removed = 0
        while removed < limit, let expired = log.popExpired(before: now) {
            forgottenThrough = max(forgottenThrough, expired.second)
            guard let place = index.place(hash: expired.entry.hash.fragment, where: { $0.place == expired.place })
            else {
                preconditionFailure("an entry that is not in the index")
            }
            index.remove(at: place)
            uncountEntry(of: expired.entry.sender)
            removed += 1
        }
        return removed
    }
}

extension ReplayWindow {
    private static let removalsPerCall = 64
    private static let removalsBeforeRefusal = 4096

    /// The bytes that all arrays have room for, found by walking them: what tests hold ``byteCount`` against.
    package var measuredByteCount: Int {
        log.measuredByteCount + index.measuredByteCount + senders.measuredByteCount
    }

    private func contains(_ hash: ReplayHash) -> Bool {
        index.place(hash: hash.fragment) { log[$0.place].hash == hash } != nil
    }

    /// Why an entry may not be added, if so.
    private func refusal(_ hash: ReplayHash, _ sender: UInt64, _ expiry: Int64) -> Outcome? {
        let place = self.place(of: sender)
        let held = place.map { Int(senders[$0].count) } ?? 0
        guard held < limits.entriesPerSender else { return .senderFull }
        let used = byteCount
        let isScarce = used > limits.byteCount - limits.byteCount / 8
        if isScarce, held > 0, held * senderCount >= count { return .windowFull }
        var growth = log.growth(expiringAt: expiry) + index.growth(hash: hash.fragment)
        if place == nil { growth += senders.growth(hash: UInt32(truncatingIfNeeded: sender)) }
        return used + growth > limits.byteCount ? .windowFull : nil
    }

    private func place(of sender: UInt64) -> ShardedTable<ReplaySenderCell>.Place? {
        senders.place(hash: UInt32(truncatingIfNeeded: sender)) { $0.sender == sender }
    }

    private mutating func countEntry(of sender: UInt64) {
        if let place = place(of: sender) {
            senders[place].count += 1
        } else {
            senders.insert(ReplaySenderCell(sender: sender, count: 1))
        }
    }

    private mutating func uncountEntry(of sender: UInt64) {
        guard let place = place(of: sender) else { preconditionFailure("an entry without its sender") }
        if senders[place].count > 1 {
            senders[place].count -= 1
        } else {
            senders.remove(at: place)
        }
    }
}
