// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// Agents that may not register, whatever they have, and since when.
package struct DenyList: Equatable, Sendable {
    private var times: [PublicKey: Timestamp] = [:]

    package init() {}

    /// How many there are.
    package var count: Int { times.count }

    /// All of them, for quick checks.
    package var keys: Set<PublicKey> { Set(times.keys) }

    /// All of them in the order of their DIDs, with the time since when.
    package var entries: [(did: DID, since: Timestamp)] {
        times.sorted { $0.key < $1.key }.map { (DID($0.key), $0.value) }
    }

    /// Whether the agent is denied.
    package func contains(_ key: PublicKey) -> Bool { times[key] != nil }

    /// Adds an agent; false when it was there, which leaves its time as it is.
    ///
    /// The time counts in whole milliseconds, as files and answers show it.
    mutating func insert(_ did: DID, since time: Timestamp) -> Bool {
        guard times[did.publicKey] == nil else { return false }
        times[did.publicKey] = Timestamp(millisecondsSinceEpoch: time.millisecondsSinceEpoch)
        return true
    }

    /// Takes an agent out; false when it was not there.
    mutating func remove(_ did: DID) -> Bool {
        times.removeValue(forKey: did.publicKey) != nil
    }
}
