// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTransport
import Testing

@testable import AIConexusSDK

extension Agent {
    fileprivate var traceOfCore: Trace { Trace(of: core) }

    /// How many calls wait for their ends.
    fileprivate var callCount: Int { core.outgoing.count }
}

@Suite("An agent and its gateway", .timeLimit(.minutes(1)))
struct AgentTests {
    /// Runs a test with an agent that is connected.
    private static func withAgent(
        _ change: @Sendable (inout AgentConfiguration) -> Void = { _ in },
        _ body: @Sendable (isolated ScriptedGateway, Agent, Line) async throws -> Void
    ) async throws {
        try await ScriptedGateway.with { gateway in
            let agent = try gateway.agent(Cast.agent, change)
            async let session = agent.start()
            let line = try await gateway.admit()
            _ = try await session
            try await body(gateway, agent, line)
        }
    }

    /// Answers the question for a registration.
    private static func introduce(
        _ peer: SigningKey,
        kex: KeyExchangePublicKey? = nil,
        _ gateway: isolated ScriptedGateway,
        on line: Line
    ) async throws {
        let question = try #require(await line.next())
        guard case .execRequest(let exec) = question.payload else {
            Issue.record("\(question.payload)")
            return
        }
        #expect(exec.capability == "gateway.agents.get")
        let register = Register(
            publicKey: peer.publicKey,
            keyExchangeKey: kex,
            capabilities: [CapabilityDescriptor(id: Cast.capability("work"), description: "")]
        )
        let envelope = Envelope(
            id: Cast.id(),
            timestamp: .now(),
            from: peer.did,
            to: gateway.key.did,
            payload: .register(register)
        )
        let text = String(decoding: try MessageSigner(key: peer).sign(envelope), as: UTF8.self)
        let result: JSONValue = ["did": .string(peer.did.description), "registration": .string(text)]
        try line.send(.execResponse(.end(result)), to: Cast.agent.did, answering: question.id)
    }

    // MARK: - Leaving nothing behind

    @Test("an agent that is let go of closes its line, cancels its handlers, and is gone")
    func letGo() async throws {
        try await ScriptedGateway.with { gateway in
            let gate = Gate()
            let (line, traces): (Line, [Trace])
            do {
                let agent = try gateway.agent()
                traces = [Trace(of: agent), await agent.traceOfCore]
                try agent.serve(CapabilityDescriptor(id: Cast.capability("work"), description: "")) { _, _ in
                    await gate.pass()
                    #expect(Task.isCancelled)
                    return .null
                }
                async let session = agent.start()
                line = try await gateway.admit()
                _ = try await session
                try line.send(.execRequest(.call(timeout: .zero)), to: Cast.agent.did, from: Cast.peer)
                await gate.arrivals(1)
                withExtendedLifetime(agent) {}
            }
            _ = await line.end()
            #expect(traces.allSatisfy { $0.object == nil })
            await gate.open()
        }
    }

    @Test("a run that is cancelled stops in order: the gateway is told, and the line is closed when it returns")
    func cancelledRun() async throws {
        try await ScriptedGateway.with { gateway in
            let agent = try gateway.agent()
            let run = Task { try await agent.run() }
            let line = try await gateway.admit()
            for await state in await agent.states where state.session != nil { break }
            run.cancel()
            while let envelope = await line.next(), envelope.type != .unregister {}
            line.close(.normal)
            await #expect(throws: CancellationError.self) { try await run.value }
            #expect(await agent.state == .disconnected)
        }
    }

    @Test("an agent that lost its gateway for good is over: its handlers are cancelled")
    func lostForGood() async throws {
        try await ScriptedGateway.with { gateway in
            let gate = Gate()
            let agent = try gateway.agent()
            try agent.serve(CapabilityDescriptor(id: Cast.capability("work"), description: "")) { _, _ in
                await gate.pass()
                #expect(Task.isCancelled)
                return .null
            }
            let run = Task { try await agent.run() }
            let line = try await gateway.admit()
            try line.send(.execRequest(.call(key: "k")), to: Cast.agent.did, from: Cast.peer)
            await gate.arrivals(1)
            line.close(.denied)
            let error = await #expect(throws: GatewayError.self) { try await run.value }
            #expect(error?.code == .denied)
            await gate.open()
            await agent.stop()
        }
    }

    @Test("an agent that drains refuses calls, also after a return of its connection")
    func drain() async throws {
        try await Self.withAgent { gateway, agent, line in
            let gate = Gate()
            try agent.serve(CapabilityDescriptor(id: Cast.capability("work"), description: "")) { _, _ in
                await gate.pass()
                return "done"
            }
            #expect(await line.next()?.type == .register)
            try line.send(.execRequest(.call(key: "k")), to: Cast.agent.did, from: Cast.peer)
            await gate.arrivals(1)
            let stop = Task { await agent.stop() }
            guard case .ping(let ping) = try #require(await line.next()).payload else { return }
            #expect(ping.slots == 0)
            line.cut()
            let second = try await gateway.admit()
            try second.send(.execRequest(.call()), to: Cast.agent.did, from: Cast.peer)
            guard case .error(let report) = try #require(await second.next()).payload else { return }
            #expect(report.code == .draining)
            await gate.open()
            while let envelope = await second.next(), envelope.type != .unregister {}
            second.close(.normal)
            await stop.value
        }
    }

    // MARK: - Calls

    @Test("a call: the callee's registration is fetched and checked, then it is called, sealed")
    func call() async throws {
        try await Self.withAgent { gateway, agent, line in
            let sealer = PayloadSealer()
            async let answer = agent.remote(Cast.peer.did).request("work", ["x": 1])
            try await Self.introduce(Cast.peer, kex: sealer.publicKey, gateway, on: line)
            let request = try #require(await line.next())
            let opened = try sealer.open(request)
            guard case .execRequest(let exec) = opened.payload, case .sealed(_, let box) = request.payload else {
                Issue.record("\(request.payload)")
                return
            }
            #expect(exec.capability == "work" && exec.args == ["x": 1])
            let response = Envelope(
                id: Cast.id(),
                correlationID: request.id,
                timestamp: .now(),
                from: Cast.peer.did,
                to: Cast.agent.did,
                payload: .execResponse(.end("done"))
            )
            let nonce = SealedBox.Nonce(bytes: Array(repeating: 7, count: SealedBox.Nonce.byteCount).span)
            let sealed = try sealer.seal(response, for: box.from, nonce: nonce)
            line.send(text: try MessageSigner(key: Cast.peer).sign(sealed))
            #expect(try await answer.output == "done")
        }
    }

    /// What an agent may ask another.
    enum Wish: CaseIterable {
        case call, stream, intent

        func ask(_ remote: RemoteAgent, _ sealing: CallOptions.Sealing) async throws {
            let options = CallOptions(sealing: sealing)
            switch self {
            case .call: _ = try await remote.request("work", options: options)
            case .stream: for try await _ in remote.requestStream("work", options: options) {}
            case .intent: _ = try await remote.negotiate(.naturalLanguage("x"), sealing: sealing)
            }
        }
    }

    @Test(
        "what is asked is sealed for a callee with a key, unless it is off; what must be sealed is never clear",
        arguments: Wish.allCases,
        [(true, .automatic), (true, .off), (true, .required), (false, .automatic), (false, .off), (false, .required)]
            as [(Bool, CallOptions.Sealing)]
    )
    func sealing(_ wish: Wish, _ row: (hasKey: Bool, sealing: CallOptions.Sealing)) async throws {
        let (hasKey, sealing) = row
        try await Self.withAgent { gateway, agent, line in
            let question = Task { try await wish.ask(agent.remote(Cast.peer.did), sealing) }
            try await Self.introduce(Cast.peer, kex: hasKey ? PayloadSealer().publicKey : nil, gateway, on: line)
            guard hasKey || sealing != .required else {
                let error = await #expect(throws: CallError.self) { try await question.value }
                #expect(error?.code == .unprovedAgent)
                #expect(line.unreadCount == 0)
                return
            }
            let request = try #require(await line.next())
            let isSealed = if case .sealed = request.payload { true } else { false }
            #expect(isSealed == (hasKey && sealing != .off))
            question.cancel()
            await #expect(throws: (any Error).self) { try await question.value }
        }
    }

    @Test("a callee whose registration is another's is not called")
    func unproved() async throws {
        try await Self.withAgent { gateway, agent, line in
            let call = Task { try await agent.remote(Cast.peer.did).request("work") }
            try await Self.introduce(Cast.stranger, gateway, on: line)
            let error = await #expect(throws: CallError.self) { try await call.value }
            #expect(error?.code == .unprovedAgent)
        }
    }

    @Test("a call that still waits here when the gateway is lost for good was not made, and says so")
    func neverSent() async throws {
        try await Self.withAgent { gateway, agent, line in
            let known = Task { try await agent.remote(Cast.peer.did).request("work", options: .init(retry: .never)) }
            try await Self.introduce(Cast.peer, gateway, on: line)
            _ = await line.next()
            line.cut()
            let lost = await #expect(throws: CallError.self) { try await known.value }
            #expect(lost?.code == .outcomeUnknown)
            let second = await gateway.connection()
            let waiting = Task { try await agent.remote(Cast.peer.did).request("work", options: .init(retry: .never)) }
            while await agent.callCount == 0 { await Task.yield() }
            second.close(.denied)
            let error = await #expect(throws: CallError.self) { try await waiting.value }
            #expect(error?.code == .notConnected && error?.isRetryable == false)
        }
    }

    @Test("a message that fills the queue to its bound does not keep later calls from being made")
    func fullQueue() async throws {
        let change: @Sendable (inout AgentConfiguration) -> Void = { $0.gateway.maximumQueuedByteCount = 1_000 }
        try await Self.withAgent(change) { gateway, agent, line in
            let args: JSONObject = ["x": .string(String(repeating: "x", count: 2_000))]
            line.cut()
            for await state in await agent.states where state.session == nil { break }
            let big = Task { try await agent.askGateway("big", args) }
            let small = Task { try await agent.askGateway("small") }
            let second = try await gateway.admit()
            for _ in 0..<2 {
                let request = try #require(await second.next())
                try second.send(.execResponse(.end("done")), to: Cast.agent.did, answering: request.id)
            }
            #expect(try await big.value == "done")
            #expect(try await small.value == "done")
        }
    }

    @Test("a call of an agent that is not connected ends when its time is up, and at once when it is cancelled")
    func timeWhileAway() async throws {
        try await Self.withAgent { gateway, agent, line in
            line.cut()
            for await state in await agent.states where state.session == nil { break }
            let short = Task { try await agent.askGateway("x", timeout: .milliseconds(1)) }
            let error = await #expect(throws: CallError.self) { try await short.value }
            #expect(error?.code == .timeout)
            let cancelled = Task { try await agent.askGateway("x") }
            cancelled.cancel()
            await #expect(throws: CancellationError.self) { try await cancelled.value }
            #expect(await agent.callCount == 0)
        }
    }

    // MARK: - On another's behalf

    /// Has the gateway call on somebody's behalf, and gives what the agent answers.
    private static func callOnBehalf(
        _ payload: Payload,
        of key: SigningKey = Cast.peer,
        to recipient: SigningKey? = nil,
        lifetime: Duration? = .seconds(60),
        from sender: SigningKey? = nil,
        _ gateway: isolated ScriptedGateway,
        on line: Line
    ) async throws -> Payload? {
        let origin = Envelope(
            id: Cast.id(),
            timestamp: .now(),
            expires: lifetime.map { Timestamp.now().advanced(by: $0) },
            from: key.did,
            to: (recipient ?? gateway.key).did,
            payload: payload
        )
        var exec = ExecRequest.call()
        exec.origin = String(decoding: try MessageSigner(key: key).sign(origin), as: UTF8.self)
        try line.send(.execRequest(exec), to: Cast.agent.did, from: sender)
        return await line.next()?.payload
    }

    @Test("a gateway calls on another's behalf only with that one's own request, and nobody else does at all")
    func origins() async throws {
        try await Self.withAgent { gateway, agent, line in
            try agent.serve(CapabilityDescriptor(id: Cast.capability("work"), description: "")) { _, context in
                .string(context.caller.description)
            }
            #expect(await line.next()?.type == .register)
            let call = Payload.execRequest(ExecRequest(capability: "gateway.call"))
            let answer = try await Self.callOnBehalf(call, gateway, on: line)
            guard case .execResponse(let response) = answer else {
                Issue.record("\(String(describing: answer))")
                return
            }
            #expect(response.result == .string(Cast.peer.did.description))
            let forgeries: [(Payload?, ErrorCode)] = [
                // Something that the caller signed for another purpose.
                (try await Self.callOnBehalf(.ping(Heartbeat()), gateway, on: line), .malformedMessage),
                (try await Self.callOnBehalf(.unregister(Unregister()), gateway, on: line), .malformedMessage),
                (try await Self.callOnBehalf(call, to: Cast.stranger, gateway, on: line), .identityMismatch),
                (try await Self.callOnBehalf(call, lifetime: nil, gateway, on: line), .malformedMessage),
                (try await Self.callOnBehalf(call, lifetime: .seconds(-1), gateway, on: line), .timeout),
                (try await Self.callOnBehalf(call, from: Cast.stranger, gateway, on: line), .permissionDenied),
            ]
            for (payload, code) in forgeries {
                guard case .error(let report)? = payload else {
                    Issue.record("\(code): \(String(describing: payload))")
                    continue
                }
                #expect(report.code == code)
            }
        }
    }

    @Test("an agent does not register, and is not unregistered, by its peers")
    func misdirected() async throws {
        try await Self.withAgent { _, _, line in
            let register = Payload.register(Register(publicKey: Cast.peer.publicKey))
            for payload in [register, .unregister(Unregister(reason: "draining"))] {
                let id = try line.send(payload, to: Cast.agent.did, from: Cast.peer)
                let answer = try #require(await line.next())
                guard case .error(let report) = answer.payload else {
                    Issue.record("\(answer.payload)")
                    return
                }
                #expect(report.code == .permissionDenied && answer.correlationID == id)
            }
        }
    }

    // MARK: - The directory

    @Test("a list that never comes to an end is not followed for ever")
    func endlessList() async throws {
        try await Self.withAgent { gateway, agent, line in
            let search = Task { try await agent.find(limit: 10) }
            var count = 0
            while !search.isCancelled, count < 1_000, let request = await line.next() {
                count += 1
                let page: JSONValue = ["agents": [], "cursor": "again"]
                try line.send(.execResponse(.end(page)), to: Cast.agent.did, answering: request.id)
            }
            #expect(try await search.value.isEmpty)
        }
    }
}
