// SPDX-License-Identifier: MIT

internal import Synchronization

/// What one loop gives another.
enum LoopParcel: Sendable {
    /// A message of an agent for an agent of the other loop, with the received bytes.
    case delivery(Delivery, [UInt8])
    /// Something that shards tell each other.
    case message(ShardMessage)
    /// The STUN and TURN servers that agents are told of from here on.
    case iceServers(ICEServerSource)
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
