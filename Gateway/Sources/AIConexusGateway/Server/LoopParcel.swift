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
    private let bytes = Atomic<Int>(0)
    private let messages = Atomic<Int>(0)

    /// Bytes that wait.
    var byteCount: Int { bytes.load(ordering: .relaxed) }

    /// Messages that wait.
    var messageCount: Int { messages.load(ordering: .relaxed) }

    /// A message of so many bytes is handed over.
    func add(_ byteCount: Int) {
        bytes.add(byteCount, ordering: .relaxed)
        messages.add(1, ordering: .relaxed)
    }

    /// A message of so many bytes has arrived.
    func remove(_ byteCount: Int) {
        bytes.subtract(byteCount, ordering: .relaxed)
        messages.subtract(1, ordering: .relaxed)
    }
}
