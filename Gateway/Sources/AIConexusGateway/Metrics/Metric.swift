// SPDX-License-Identifier: MIT

/// Everything that is measured; the names are stable.
package enum Metric: Int, CaseIterable, Sendable {
    case connections, connectionsOpened, connectionsRefused, connectionsClosed
    case registrations, messages, refusals, bytes, drops, handovers
    case waitingBytes, waitingMessages, bufferBytes
    case verifySeconds, loopLagSeconds
    case httpRequests
    case agents, deniedAgents, replayBytes, logWaitingBytes, logDropped, isDraining
    case processStart, processCPU, processMemory, heap, processOpenFiles, processMaximumFiles

    /// Name, kind, labels and meaning.
    package var family: MetricFamily { Self.families[rawValue] }

    /// The first of its cells in ``MetricCells``.
    var firstCell: Int { Self.firstCells[rawValue] }

    /// How many cells all metrics have together.
    static let cellCount = allCases.reduce(0) { $0 + $1.family.cellCount }

    private static let families = allCases.map(describe)
    private static let firstCells = families.indices.map { families[..<$0].reduce(0) { $0 + $1.cellCount } }

    /// 10 µs to 10 ms: a verification takes 10 to 50 µs where nothing is in its way.
    private static let verifyBounds = [10, 20, 30, 40, 50, 75, 100, 250, 500, 1_000, 10_000].map { $0 * 1_000 }
    /// 100 µs to 10 s: how long an event had to wait for its loop.
    private static let lagBounds = [100, 1_000, 5_000, 10_000, 50_000, 100_000, 500_000, 1_000_000, 10_000_000].map {
        $0 * 1_000
    }

    private static func describe(_ metric: Metric) -> MetricFamily {
        switch metric {
        case .connections:
            .counted("connections", .gauge, [.init(ConnectionStateLabel.self)], help: "Open connections")
        case .connectionsOpened:
            .counted("connections_opened_total", .counter, help: "Connections that were taken")
        case .connectionsRefused:
            .counted(
                "connections_refused_total",
                .counter,
                [.init(ConnectionRefusalLabel.self)],
                help: "Connections that were not taken"
            )
        case .connectionsClosed:
            .counted(
                "connections_closed_total",
                .counter,
                [.init(CloseLabel.self)],
                help: "WebSocket connections that ended, by the close code sent or received"
            )
        case .registrations:
            .counted(
                "registrations_total",
                .counter,
                [.init(RegistrationLabel.self)],
                help: "REGISTER messages, by what became of them"
            )
        case .messages:
            .counted(
                "messages_total",
                .counter,
                [.init(MessageLabel.self), .init(OutcomeLabel.self)],
                help: "Messages that came in, by what became of them"
            )
        case .refusals:
            .counted(
                "refusals_total",
                .counter,
                [.init(ErrorCodeLabel.self)],
                help: "ERROR messages that the gateway sent"
            )
        case .bytes:
            .counted(
                "bytes_total",
                .counter,
                [.init(DirectionLabel.self)],
                help: "Bytes of messages, without frames and TLS"
            )
        case .drops:
            .counted(
                "drops_total",
                .counter,
                [.init(DropLabel.self)],
                help: "Messages that were taken and did not arrive, or meant nothing"
            )
        case .handovers:
            .counted("handovers_total", .counter, help: "Messages handed from one loop to another")
        case .waitingBytes:
            .counted("waiting_bytes", .gauge, [.init(QueueLabel.self)], help: "Bytes of messages that wait")
        case .waitingMessages:
            .counted("waiting_messages", .gauge, [.init(QueueLabel.self)], help: "Messages that wait")
        case .bufferBytes:
            .counted("buffer_bytes", .gauge, help: "Memory kept for messages to come, in bytes")
        case .verifySeconds:
            .counted("verify_seconds", .histogram(verifyBounds), help: "How long verifying a signature took")
        case .loopLagSeconds:
            .counted("loop_lag_seconds", .histogram(lagBounds), help: "How late a timer of a loop fired")
        case .httpRequests:
            .counted(
                "http_requests_total",
                .counter,
                [.init(EndpointLabel.self), .init(StatusLabel.self)],
                help: "HTTP requests"
            )
        default: describeSampled(metric)
        }
    }

    private static func describeSampled(_ metric: Metric) -> MetricFamily {
        switch metric {
        case .agents: .sampled("aiconexus_gateway_agents", .gauge, help: "Registered agents")
        case .deniedAgents: .sampled("aiconexus_gateway_denied_agents", .gauge, help: "Agents that are denied")
        case .replayBytes:
            .sampled("aiconexus_gateway_replay_bytes", .gauge, help: "Memory for remembering messages, in bytes")
        case .logWaitingBytes:
            .sampled("aiconexus_gateway_log_waiting_bytes", .gauge, help: "Bytes of events that wait to be written")
        case .logDropped:
            .sampled("aiconexus_gateway_log_dropped_total", .counter, help: "Events that were not written")
        case .isDraining: .sampled("aiconexus_gateway_draining", .gauge, help: "1 while the gateway drains, else 0")
        case .processStart:
            .sampled("process_start_time_seconds", .gauge, help: "When the process started, in seconds since 1970")
        case .processCPU: .sampled("process_cpu_seconds_total", .counter, help: "Processor time used, in seconds")
        case .processMemory: .sampled("process_resident_memory_bytes", .gauge, help: "Resident memory in bytes")
        case .heap: .sampled("aiconexus_gateway_heap_bytes", .gauge, help: "Allocated memory in bytes")
        case .processOpenFiles: .sampled("process_open_fds", .gauge, help: "Open descriptors")
        case .processMaximumFiles: .sampled("process_max_fds", .gauge, help: "How many descriptors may be open")
        default: preconditionFailure("\(metric) is counted, not sampled")
        }
    }
}
