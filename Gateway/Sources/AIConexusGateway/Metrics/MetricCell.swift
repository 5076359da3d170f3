// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// The place of one number that every loop counts.
package struct MetricCell: Hashable, Sendable {
    let index: Int

    private init(_ metric: Metric, _ offset: Int = 0) {
        index = metric.firstCell + offset
    }

    private init<First: MetricLabel, Second: MetricLabel>(_ metric: Metric, _ first: First, _ second: Second) {
        self.init(metric, first.rawValue * Second.values.count + second.rawValue)
    }

    package static func connections(_ state: ConnectionStateLabel) -> MetricCell {
        MetricCell(.connections, state.rawValue)
    }

    package static var connectionsOpened: MetricCell { MetricCell(.connectionsOpened) }

    package static func connectionsRefused(_ reason: ConnectionRefusalLabel) -> MetricCell {
        MetricCell(.connectionsRefused, reason.rawValue)
    }

    package static func connectionsClosed(_ code: UInt16?) -> MetricCell {
        MetricCell(.connectionsClosed, CloseLabel(code).rawValue)
    }

    package static func registrations(_ outcome: RegistrationLabel) -> MetricCell {
        MetricCell(.registrations, outcome.rawValue)
    }

    package static func messages(_ type: MessageLabel, _ outcome: OutcomeLabel) -> MetricCell {
        MetricCell(.messages, type, outcome)
    }

    package static func refusals(_ code: ErrorCode) -> MetricCell {
        MetricCell(.refusals, ErrorCodeLabel(code).rawValue)
    }

    package static func bytes(_ direction: DirectionLabel) -> MetricCell {
        MetricCell(.bytes, direction.rawValue)
    }

    package static func drops(_ reason: DropLabel) -> MetricCell {
        MetricCell(.drops, reason.rawValue)
    }

    package static var handovers: MetricCell { MetricCell(.handovers) }

    package static func waitingBytes(_ queue: QueueLabel) -> MetricCell {
        MetricCell(.waitingBytes, queue.rawValue)
    }

    package static func waitingMessages(_ queue: QueueLabel) -> MetricCell {
        MetricCell(.waitingMessages, queue.rawValue)
    }

    package static var bufferBytes: MetricCell { MetricCell(.bufferBytes) }

    package static func httpRequests(_ endpoint: EndpointLabel, _ status: StatusLabel) -> MetricCell {
        MetricCell(.httpRequests, endpoint, status)
    }
}
