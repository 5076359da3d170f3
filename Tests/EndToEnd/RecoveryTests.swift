// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusSDK
import AIConexusTestSupport
import Testing

@Suite("Losses, and what comes after them", .timeLimit(.minutes(2)))
struct RecoveryTests {
    private static func descriptor(_ id: String) throws -> CapabilityDescriptor {
        CapabilityDescriptor(id: try #require(CapabilityID(id)), description: "A capability of a test.")
    }

    /// Waits until a value that is looked at now and then is as it should be.
    private func until(_ condition: () async throws -> Bool) async throws {
        while try await !condition() { try await Task.sleep(for: .milliseconds(5)) }
    }

    /// Counts what a handler has carried out.
    private actor Ledger {
        private(set) var done: Set<Int> = []
        private(set) var twice: Set<Int> = []

        func record(_ number: Int) {
            if !done.insert(number).inserted { twice.insert(number) }
        }
    }

    @Test("a gateway that is killed and started again under load: all are back, no call is done that was not")
    func killedGateway() async throws {
        let first = try await LiveGateway.start()
        let ledger = Ledger()
        let callee = try first.agent("callee")
        try callee.serve(Self.descriptor("work")) { args, _ in
            await ledger.record(args["number"]?.int ?? -1)
            return ["number": args["number"] ?? .null]
        }
        try await callee.whileRunning { callee in
            try await first.agent("caller").whileRunning { caller in
                let remote = caller.remote(callee.did)
                let options = CallOptions(timeout: .seconds(3), retry: .never)
                let outcomes = try await withThrowingTaskGroup(of: (Int, Bool).self) { group in
                    for number in 0..<200 {
                        group.addTask {
                            do {
                                let answer = try await remote.request(
                                    "work",
                                    ["number": .number(JSONNumber(integerLiteral: number))],
                                    options: options
                                )
                                #expect(answer.output.object?["number"]?.int == number)
                                return (number, true)
                            } catch is CallError {
                                return (number, false)
                            }
                        }
                        if number == 100 {
                            first.kill()
                        }
                    }
                    return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
                }
                let done = await ledger.done
                for (number, isReported) in outcomes where isReported { #expect(done.contains(number)) }
                #expect(await ledger.twice.isEmpty)

                let second = try await LiveGateway.start(port: first.port)
                defer { second.kill() }
                try await until { await caller.state.session != nil }
                try await until { await callee.state.session != nil }
                let answer = try await remote.request("work", ["number": 1_000])
                #expect(answer.output == ["number": 1_000])
            }
        }
        first.kill()
    }

    @Test("a network that is cut and restored: the agent is back, and what was queued meanwhile is delivered")
    func cutNetwork() async throws {
        try await LiveGateway.with { gateway in
            try await WireTap.with(gateway) { tap, port in
                let callee = try gateway.agent("callee")
                try callee.serve(Self.descriptor("work")) { _, _ in "done" }
                try await callee.whileRunning { callee in
                    var configuration = try gateway.configuration
                    configuration.url = try GatewayURL("ws://127.0.0.1:\(port)/ws")
                    let caller = Agent(
                        AgentCard(name: "caller"),
                        configuration: AgentConfiguration(gateway: configuration)
                    )
                    try await caller.whileRunning { caller in
                        let remote = caller.remote(callee.did)
                        let first = try await remote.request("work")
                        #expect(first.output == "done")
                        await tap.cut()
                        try await until { await caller.state.session == nil }
                        async let answer = remote.request("work")
                        await tap.restore()
                        let second = try await answer
                        #expect(second.output == "done")
                    }
                }
            }
        }
    }

    @Test("two agents with the same key: the newer one stays, the older one learns why it must go")
    func sameKey() async throws {
        try await LiveGateway.with { gateway in
            let key = SigningKey()
            let older = try gateway.agent("older", key: key)
            let end = Task { try await older.run() }
            try await until { await older.state.session != nil }
            try await gateway.agent("newer", key: key).whileRunning { newer in
                let result = await end.result
                #expect(throws: GatewayError.self) { try result.get() }
                #expect(await older.state.error?.code == .superseded)
                let others = try await newer.find()
                #expect(others.isEmpty)
                #expect(await newer.state.session != nil)
            }
        }
    }

    @Test("a gateway that drains sends its agents away, and they come to the next one")
    func drainedGateway() async throws {
        let first = try await LiveGateway.start(["--drain-time", "200ms", "--drain-spread", "100ms"])
        try await first.agent("agent").whileRunning { agent in
            async let ended: Void = first.terminate()
            try await until { await agent.state.session == nil }
            try await ended
            let second = try await LiveGateway.start(port: first.port)
            defer { second.kill() }
            try await until { await agent.state.session != nil }
        }
    }

    @Test("a callee that dies in the middle of a call: its caller learns that the outcome is unknown, at once")
    func deadCallee() async throws {
        try await LiveGateway.with { gateway in
            try await WireTap.with(gateway) { tap, port in
                let configuration = GatewayConfiguration(try GatewayURL("ws://127.0.0.1:\(port)/ws"))
                let callee = Agent(AgentCard(name: "callee"), configuration: AgentConfiguration(gateway: configuration))
                try callee.serve(Self.descriptor("hang")) { _, _ in
                    try await Task.sleep(for: .seconds(3_600))
                    return .null
                }
                try await callee.whileRunning { callee in
                    try await gateway.agent("caller").whileRunning { caller in
                        async let answer = caller.remote(callee.did).request(
                            "hang",
                            options: CallOptions(retry: .never)
                        )
                        try await until { await callee.runningCallCount == 1 }
                        await tap.cut()
                        do {
                            let answer = try await answer
                            Issue.record("\(answer)")
                        } catch let error as CallError {
                            #expect(error.code == .outcomeUnknown)
                        }
                    }
                }
            }
        }
    }
}
