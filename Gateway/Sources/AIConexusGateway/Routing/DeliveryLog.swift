// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// Which messages stand in a connection's output that the system has not taken yet, so that their senders hear of a
/// loss.
///
/// Requests are not reported: their callers are told by ``OpenRequestTable``. A message counts as taken once all before
/// the next one is; so at most one too many is reported lost, never one too few. Bounded by the bytes that may wait.
package struct DeliveryLog: Sendable {
    /// A message that is lost.
    package struct Message: Hashable, Sendable {
        /// The session that sent it.
        package let sender: ConnectionID
        package let id: MessageID
    }

    private struct Record {
        let message: Message
        let isRequest: Bool
        /// Where in the output it begins.
        let start: Int
    }

    private var records: [Record] = []
    /// What stands before is taken.
    private var first = 0

    package init() {}

    /// How many messages are listed.
    package var count: Int { records.count - first }

    /// Lists a message that is about to be appended.
    package mutating func append(_ delivery: Delivery, output: OutputGauge) {
        if output.waitingByteCount == 0 {
            records.removeAll(keepingCapacity: records.capacity <= Self.tolerance)
            first = 0
        } else if first < records.count {
            trim(taken: output.takenByteCount)
        }
        records.append(
            Record(
                message: Message(sender: delivery.sender, id: delivery.id),
                isRequest: delivery.type == .execRequest,
                start: output.appendedByteCount
            )
        )
    }

    /// All output was taken.
    package mutating func drained() {
        records = []
        first = 0
    }

    /// How many messages wait.
    package mutating func waitingCount(output: OutputGauge) -> Int {
        guard output.waitingByteCount > 0 else { return 0 }
        trim(taken: output.takenByteCount)
        return count
    }

    /// The messages that are lost when the connection ends like this.
    package mutating func lost(output: OutputGauge) -> [Message] {
        defer { drained() }
        guard output.waitingByteCount > 0 else { return [] }
        trim(taken: output.takenByteCount)
        return records[first...].filter { !$0.isRequest }.map(\.message)
    }

    private mutating func trim(taken: Int) {
        while first + 1 < records.count, records[first + 1].start <= taken { first += 1 }
        guard first > records.count / 2, first > Self.tolerance else { return }
        records.removeFirst(first)
        first = 0
    }

    /// So many records may be left behind before the rest is moved up, or kept room for while there are none.
    private static let tolerance = 16
}
