// SPDX-License-Identifier: MIT

internal import AIConexusTransport

/// What routed messages cost, with few and with many agents, with and without verification, on one loop and across two.
///
/// The gateways that are compared run side by side and take turns, so that whatever else the machine does falls on all.
struct CallMeasurement {
    /// One of the gateways that take turns.
    private final class Contender {
        let program: GatewayProcess.Program
        let loopCount: Int
        let fleet: Fleet
        let pairs: [(Int, Int)]
        var samples: [TrafficSample] = []
        var steady: TrafficSample?

        init(_ program: GatewayProcess.Program, loopCount: Int, _ fleet: Fleet, _ pairs: [(Int, Int)]) {
            self.program = program
            self.loopCount = loopCount
            self.fleet = fleet
            self.pairs = pairs
        }

        func middle(_ value: (TrafficSample) -> Double) -> Double { samples.map(value).median }
    }

    /// Messages a second in the window with a steady rate: a part of what one core can verify.
    private static let steadyRate = 5_000
    /// Messages that are under way all the time, at least.
    private static let minimumOpenCallCount = 64
    /// What may come on top of the bare verification, or be left without it, in nanoseconds.
    private static let routingGoal = 6_000.0
    private static let crossingGoal = 1.3

    let options: Options
    let loop: EventLoop
    private var bareTimes: [Double] = []

    private(set) var calls = ReportTable(
        title: "Routed messages of \(PreparedCall.byteCount) bytes: calls and their answers, one loop",
        columns: [
            .init(title: "agents"), .init(title: "signatures"), .init(title: "CPU µs/message", places: 2),
            .init(title: "messages/s"), .init(title: "p50 µs"), .init(title: "p99 µs"),
            .init(title: "p50 µs at \(steadyRate)/s"), .init(title: "p99 µs at \(steadyRate)/s"),
            .init(title: "generator µs/message", places: 2),
        ]
    )
    private(set) var crossing = ReportTable(
        title: "The same on two loops, each message crossing from one to the other, beside one loop",
        columns: [
            .init(title: "agents"), .init(title: "signatures"), .init(title: "one loop, CPU µs/message", places: 2),
            .init(title: "two loops, CPU µs/message", places: 2), .init(title: "ratio", places: 2),
            .init(title: "two loops, messages/s"),
        ]
    )
    private(set) var bare = ReportTable(
        title: "Verification by bare libsodium, in the same run",
        columns: [.init(title: "CPU µs/signature", places: 2)]
    )

    init(_ options: Options, on loop: EventLoop) {
        self.options = options
        self.loop = loop
    }

    /// Makes all measurements.
    ///
    /// - Throws: ``BenchmarkError`` or what else keeps a gateway from its work.
    mutating func run() async throws {
        let bare = try BareVerification()
        for agentCount in options.agentCounts {
            var gateways: [GatewayProcess] = []
            defer { for gateway in gateways { gateway.end() } }
            var contenders: [Contender] = []
            for program in [GatewayProcess.Program.unverifying, .verifying] {
                for loopCount in agentCount == 1_000 ? [1, 2] : [1] {
                    let gateway = try GatewayProcess(program, loopCount: loopCount)
                    gateways.append(gateway)
                    contenders.append(try await contender(program, gateway, loopCount, agentCount))
                }
            }
            for _ in 0..<options.roundCount {
                bareTimes.append(bare.measure())
                for contender in contenders { contender.samples.append(try await saturate(contender, agentCount)) }
            }
            for contender in contenders where contender.loopCount == 1 {
                contender.steady = try await contender.fleet.measureCalls(
                    between: contender.pairs,
                    callsPerAgent: max(1, options.steadyMessageCount / 2 / agentCount),
                    pace: .steady(messagesPerSecond: Self.steadyRate)
                )
            }
            report(contenders, agentCount)
            for contender in contenders { await contender.fleet.leave() }
        }
        self.bare.add(.number(bareTimes.median / 1_000))
    }

    private func contender(
        _ program: GatewayProcess.Program,
        _ gateway: GatewayProcess,
        _ loopCount: Int,
        _ agentCount: Int
    ) async throws -> Contender {
        let fleet = try Fleet(at: gateway, on: loop)
        try await fleet.grow(to: agentCount)
        let pairs = loopCount == 1 ? fleet.neighbours : try await LoopSurvey(fleet).crossingPairs()
        return Contender(program, loopCount: loopCount, fleet, pairs)
    }

    private func saturate(_ contender: Contender, _ agentCount: Int) async throws -> TrafficSample {
        let messageCount =
            contender.program == .verifying ? options.verifiedMessageCount : options.unverifiedMessageCount
        return try await contender.fleet.measureCalls(
            between: contender.pairs,
            callsPerAgent: messageCount / 2 / agentCount,
            pace: .saturating(callsPerAgent: max(1, Self.minimumOpenCallCount / agentCount))
        )
    }

    private mutating func report(_ contenders: [Contender], _ agentCount: Int) {
        for contender in contenders where contender.loopCount == 1 {
            let time = contender.middle(\.gatewayTime)
            let goal = Self.routingGoal + (contender.program == .verifying ? bareTimes.median : 0)
            calls.add(
                .number(Double(agentCount)),
                .text(contender.program.guarantee),
                agentCount == 1_000 ? .judged(time / 1_000, goal: goal / 1_000) : .number(time / 1_000),
                .number(contender.middle(\.messagesPerSecond)),
                .number(contender.middle { $0.latencies.quantile(0.5) } / 1_000),
                .number(contender.middle { $0.latencies.quantile(0.99) } / 1_000),
                .number((contender.steady?.latencies.quantile(0.5) ?? 0) / 1_000),
                .number((contender.steady?.latencies.quantile(0.99) ?? 0) / 1_000),
                .number(contender.middle(\.generatorTime) / 1_000)
            )
        }
        for two in contenders where two.loopCount == 2 {
            let beside = contenders.first { $0.program == two.program && $0.loopCount == 1 }
            guard let one = beside else { continue }
            let times = (one: one.middle(\.gatewayTime), two: two.middle(\.gatewayTime))
            crossing.add(
                .number(Double(two.pairs.count * 2)),
                .text(two.program.guarantee),
                .number(times.one / 1_000),
                .number(times.two / 1_000),
                .judged(times.two / times.one, goal: Self.crossingGoal),
                .number(two.middle(\.messagesPerSecond))
            )
        }
    }
}

extension GatewayProcess.Program {
    /// What is checked of each message's signature.
    var guarantee: String {
        switch self {
        case .verifying: "verified"
        case .unverifying: "NOT verified"
        }
    }
}

extension [Double] {
    /// The middle of the values, 0 without any.
    var median: Double { isEmpty ? 0 : sorted()[count / 2] }
}
