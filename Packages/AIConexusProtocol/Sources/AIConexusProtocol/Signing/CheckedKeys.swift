// SPDX-License-Identifier: MIT

/// The keys whose points were found valid lately, so that the check (35 µs) is done once per key.
///
/// Two generations of at most `capacity` keys: when the younger is full it becomes the older one, and what was in the
/// older and was not asked for since is forgotten. So the keys in use stay, forgetting costs one more check, and at
/// most twice `capacity` keys are held. A table that is full moves its keys once, as all growing sets do.
package struct CheckedKeys: Sendable {
    /// The capacity unless told otherwise: what a table of 65 536 cells holds, so at most 4 MiB in all.
    package static let defaultCapacity = 49_152

    private let capacity: Int
    private var younger = PublicKeySet()
    private var older = PublicKeySet()

    /// No keys, and room for up to `capacity` in each generation; at least 1.
    package init(capacity: Int = defaultCapacity) {
        precondition(capacity >= 1, "a capacity is at least 1")
        self.capacity = capacity
    }

    /// How many keys are held, those in both generations counted twice.
    package var count: Int { younger.count + older.count }

    /// Whether the key is known to be valid; counts as a use of it.
    package mutating func contains(_ key: PublicKey) -> Bool {
        if younger.contains(key) { return true }
        guard older.contains(key) else { return false }
        insert(key)
        return true
    }

    /// Remembers a key that was found valid.
    package mutating func insert(_ key: PublicKey) {
        if younger.count >= capacity {
            older = younger
            younger = PublicKeySet()
        }
        younger.insert(key)
    }
}
