// SPDX-License-Identifier: MIT

internal import AIConexusTransport

/// What agents cost that are only there: to register, in memory, doing nothing, and saying that they are there.
struct ConnectionMeasurement {
    private static let heartbeatInterval = Duration.seconds(30)
    /// Processor time of a registration without TLS, in nanoseconds.
    private static let registrationGoal = 250_000.0
    /// Resident memory of a registered agent, in bytes.
    private static let plainMemoryGoal = 4_096.0
    private static let secureMemoryGoal = 20_480.0
    /// Percent of a core, for the largest number of agents.
    private static let heartbeatGoal = 8.0

    let options: Options
    let loop: EventLoop

    private(set) var registrations = ReportTable(
        title: "Registered agents: connecting, challenge, two signatures, one verification; then nothing",
        columns: [
            .init(title: "agents"), .init(title: "TLS"), .init(title: "CPU µs/registration"),
            .init(title: "RSS bytes/agent"), .init(title: "idle CPU, % of a core", places: 2),
        ]
    )
    private(set) var heartbeats = ReportTable(
        title: "Agents that only send a signed PING every 30 s, verified, and get a signed PONG",
        columns: [
            .init(title: "agents"), .init(title: "TLS"), .init(title: "CPU µs/heartbeat", places: 1),
            .init(title: "CPU, % of a core", places: 2),
        ]
    )

    init(_ options: Options, on loop: EventLoop) {
        self.options = options
        self.loop = loop
    }

    /// Makes all measurements.
    ///
    /// - Throws: ``BenchmarkError`` or what else keeps the gateway from its work.
    mutating func run() async throws {
        try await run(certificate: nil)
        try await run(certificate: try CertificateFile())
    }

    private mutating func run(certificate: CertificateFile?) async throws {
        let gateway = try GatewayProcess(.verifying, certificate: certificate)
        defer { gateway.end() }
        let fleet = try Fleet(at: gateway, on: loop, certificate: certificate)
        let initialMemory = try gateway.meter.residentByteCount
        for count in options.connectionCounts {
            let freshCount = count - fleet.agents.count
            let before = gateway.meter.processorTime
            try await fleet.grow(to: count)
            let time = Double(gateway.meter.processorTime - before) / Double(freshCount)
            let memory = Double(try gateway.meter.residentByteCount - initialMemory) / Double(count)
            let idle = try await idleShare(of: gateway)
            registrations.add(
                .number(Double(count)),
                .text(certificate == nil ? "no" : "yes"),
                certificate == nil
                    ? .judged(time / 1_000, goal: Self.registrationGoal / 1_000) : .number(time / 1_000),
                .judged(memory, goal: certificate == nil ? Self.plainMemoryGoal : Self.secureMemoryGoal),
                .number(idle * 100)
            )
        }
        try await beat(fleet, isSecure: certificate != nil)
        await fleet.leave()
    }

    private func idleShare(of gateway: GatewayProcess) async throws -> Double {
        // What registering leaves to do (timers of the handshakes) is over by then.
        try await Task.sleep(for: .seconds(1))
        let (time, processorTime) = (ProcessMeter.now, gateway.meter.processorTime)
        try await Task.sleep(for: options.idleDuration)
        return Double(gateway.meter.processorTime - processorTime) / Double(ProcessMeter.now - time)
    }

    private mutating func beat(_ fleet: Fleet, isSecure: Bool) async throws {
        let duration = options.heartbeatDuration
        let sample = try await withCheckedThrowingContinuation { continuation in
            loop.execute { HeartbeatTraffic(fleet, every: Self.heartbeatInterval, for: duration).run(continuation) }
        }
        let share = sample.gatewayTime * sample.messagesPerSecond / 1e9 * 100
        heartbeats.add(
            .number(Double(fleet.agents.count)),
            .text(isSecure ? "yes" : "no"),
            .number(sample.gatewayTime / 1_000),
            .judged(share, goal: Self.heartbeatGoal)
        )
    }
}
