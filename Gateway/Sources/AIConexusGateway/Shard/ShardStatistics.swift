// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// What one loop has counted since its start.
package struct ShardStatistics: Equatable, Sendable {
    /// Messages, by type and by what became of them.
    private var messageCounts = Array(repeating: 0, count: MessageLabel.values.count * OutcomeLabel.values.count)
    /// `REGISTER` messages, by what became of them.
    private var registrationCounts = Array(repeating: 0, count: RegistrationLabel.values.count)
    /// Messages that were relayed and did not arrive, by reason.
    private var dropCounts = Array(repeating: 0, count: DropLabel.values.count)
    /// Bytes of all messages, the refused ones included.
    package var receivedByteCount = 0
    /// Messages passed on to agents of this loop.
    package var forwardedCount = 0
    /// Bytes of them.
    package var forwardedByteCount = 0
    /// Refusals, by code.
    package private(set) var refusalCounts: [ErrorCode: Int] = [:]
    /// Closes decided by the gateway, by code.
    package private(set) var closeCounts: [CloseCode: Int] = [:]

    /// Calls that wait for an answer.
    package var openRequestCount = 0
    /// Watches under way.
    package var watchCount = 0

    package init() {}

    /// A message has met its fate; each is counted once, by the loop that decided.
    package mutating func count(_ type: MessageLabel, _ outcome: OutcomeLabel) {
        messageCounts[Self.place(type, outcome)] += 1
    }

    package mutating func count(_ outcome: RegistrationLabel) { registrationCounts[outcome.rawValue] += 1 }

    package mutating func dropped(_ reason: DropLabel, count: Int = 1) { dropCounts[reason.rawValue] += count }

    package mutating func refused(_ code: ErrorCode) { refusalCounts[code, default: 0] += 1 }

    package mutating func closed(_ code: CloseCode) { closeCounts[code, default: 0] += 1 }

    /// How many messages of a type met a fate.
    package func messageCount(_ type: MessageLabel, _ outcome: OutcomeLabel) -> Int {
        messageCounts[Self.place(type, outcome)]
    }

    /// How many messages of a type there were.
    package func messageCount(_ type: MessageLabel) -> Int {
        OutcomeLabel.allCases.reduce(0) { $0 + messageCount(type, $1) }
    }

    package func registrationCount(_ outcome: RegistrationLabel) -> Int { registrationCounts[outcome.rawValue] }

    package func dropCount(_ reason: DropLabel) -> Int { dropCounts[reason.rawValue] }

    private static func place(_ type: MessageLabel, _ outcome: OutcomeLabel) -> Int {
        type.rawValue * OutcomeLabel.values.count + outcome.rawValue
    }

    /// Adds what another loop has counted.
    package mutating func add(_ other: ShardStatistics) {
        for index in messageCounts.indices { messageCounts[index] += other.messageCounts[index] }
        for index in registrationCounts.indices { registrationCounts[index] += other.registrationCounts[index] }
        for index in dropCounts.indices { dropCounts[index] += other.dropCounts[index] }
        receivedByteCount += other.receivedByteCount
        forwardedCount += other.forwardedCount
        forwardedByteCount += other.forwardedByteCount
        refusalCounts.merge(other.refusalCounts, uniquingKeysWith: +)
        closeCounts.merge(other.closeCounts, uniquingKeysWith: +)
        openRequestCount += other.openRequestCount
        watchCount += other.watchCount
    }
}
