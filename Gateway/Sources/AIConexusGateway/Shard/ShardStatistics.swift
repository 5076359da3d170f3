// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// What one loop has counted since its start.
package struct ShardStatistics: Equatable, Sendable {
    /// Verified messages of registered agents, by type.
    package private(set) var receivedCounts = Array(repeating: 0, count: MessageType.allCases.count)
    /// Bytes of all messages, the refused ones included.
    package var receivedByteCount = 0
    /// Messages passed on to agents of this loop.
    package var forwardedCount = 0
    /// Bytes of them.
    package var forwardedByteCount = 0
    /// Answers that belonged to nothing the gateway asked.
    package var discardedCount = 0
    /// Messages that stood in the output of connections that were cut.
    package var lostCount = 0
    /// Registrations, new descriptions of live sessions not counted.
    package var registrationCount = 0
    /// Refusals, by code.
    package private(set) var refusalCounts: [ErrorCode: Int] = [:]
    /// Closes decided by the gateway, by code.
    package private(set) var closeCounts: [CloseCode: Int] = [:]

    /// Calls that wait for an answer.
    package var openRequestCount = 0
    /// Watches under way.
    package var watchCount = 0

    package init() {}

    package mutating func received(_ type: MessageType) { receivedCounts[type.ordinal] += 1 }

    package mutating func refused(_ code: ErrorCode) { refusalCounts[code, default: 0] += 1 }

    package mutating func closed(_ code: CloseCode) { closeCounts[code, default: 0] += 1 }

    /// How many verified messages of a type there were.
    package func receivedCount(of type: MessageType) -> Int { receivedCounts[type.ordinal] }

    /// Adds what another loop has counted.
    package mutating func add(_ other: ShardStatistics) {
        for index in receivedCounts.indices { receivedCounts[index] += other.receivedCounts[index] }
        receivedByteCount += other.receivedByteCount
        forwardedCount += other.forwardedCount
        forwardedByteCount += other.forwardedByteCount
        discardedCount += other.discardedCount
        lostCount += other.lostCount
        registrationCount += other.registrationCount
        refusalCounts.merge(other.refusalCounts, uniquingKeysWith: +)
        closeCounts.merge(other.closeCounts, uniquingKeysWith: +)
        openRequestCount += other.openRequestCount
        watchCount += other.watchCount
    }
}

extension MessageType {
    /// The place in `allCases`.
    fileprivate var ordinal: Int {
        switch self {
        case .register: 0
        case .unregister: 1
        case .offer: 2
        case .answer: 3
        case .iceCandidate: 4
        case .intent: 5
        case .execRequest: 6
        case .execResponse: 7
        case .error: 8
        case .ping: 9
        case .pong: 10
        }
    }
}
