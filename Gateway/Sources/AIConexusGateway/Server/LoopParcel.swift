// SPDX-License-Identifier: MIT

internal import Synchronization

/// What one loop gives another.
enum LoopParcel: Sendable {
    /// A message of an agent for an agent of the other loop, with the received bytes.
    case delivery(Delivery, [UInt8])
    /// Something that shards tell each other.
    case message(ShardMessage)

    /// The bytes that count for ``HandoverGauge``.
    var byteCount: Int {
        if case .delivery(_, let bytes) = self { bytes.count } else { 0 }
    }
}

/// How much waits for a loop that other loops handed to it; shared by all of them.
final class HandoverGauge: Sendable {
    private let waiting = Atomic<Int>(0)

    /// Bytes that wait.
    var byteCount: Int { waiting.load(ordering: .relaxed) }

    func add(_ byteCount: Int) {
        waiting.add(byteCount, ordering: .relaxed)
    }

    func remove(_ byteCount: Int) {
        waiting.subtract(byteCount, ordering: .relaxed)
    }
}
