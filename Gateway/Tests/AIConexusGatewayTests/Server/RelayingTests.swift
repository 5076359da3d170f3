// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusProtocol
import AIConexusTransport
import Testing

@Suite("Relaying over sockets", .timeLimit(.minutes(1)))
struct RelayingTests {
    @Test("offers and answers arrive as they were sent", arguments: [1, 2])
    func signalling(loopCount: Int) async throws {
        try await LiveGateway.with(loopCount: loopCount) { gateway in
            let alice = try await gateway.join(Samples.alice)
            let bob = try await gateway.join(Samples.bob)
            let offer = try await alice.send(.offer(Offer(sdp: "v=0\r\n")), to: bob.did)
            #expect(try await bob.receiveBytes() == offer)
            let offerID = try Envelope(decoding: offer.span).id
            let answer = try await bob.send(.answer(Answer(sdp: "v=0\r\n")), to: alice.did, answering: offerID)
            #expect(try await alice.receiveBytes() == answer)
        }
    }

    @Test("agents of different loops call each other")
    func callsBetweenLoops() async throws {
        try await LiveGateway.with(loopCount: 2) { gateway in
            // The kernel chooses the loop; among these are, but for one chance in 2¹⁵, agents of both.
            var agents: [LiveAgent] = []
            for number in 0..<16 { agents.append(try await gateway.join(Samples.key(number: number))) }
            for (caller, callee) in zip(agents, agents.dropFirst() + agents.prefix(1)) {
                let request = ExecRequest(capability: "echo", args: ["text": "hello"])
                let sent = try await caller.send(.execRequest(request), to: callee.did)
                let received = try await callee.receiveBytes()
                #expect(received == sent)
                let response = ExecResponse(status: .success, result: "hello")
                let id = try Envelope(decoding: received.span).id
                let answer = try await callee.send(.execResponse(response), to: caller.did, answering: id)
                #expect(try await caller.receiveBytes() == answer)
            }
            let metrics = try await gateway.ask(.get, "/metrics").text
            #expect(!metrics.contains("\naiconexus_gateway_handovers_total 0\n"))
        }
    }

    @Test("who is not there is an unknown agent")
    func unknownAgent() async throws {
        try await LiveGateway.with { gateway in
            let alice = try await gateway.join(Samples.alice)
            try await alice.send(.offer(Offer(sdp: "")), to: Samples.bob.did)
            #expect(try await alice.receiveError() == .unknownAgent)
        }
    }

    @Test("a caller hears at once that the callee has left", arguments: [1, 2])
    func calleeLeaves(loopCount: Int) async throws {
        try await LiveGateway.with(loopCount: loopCount) { gateway in
            let alice = try await gateway.join(Samples.alice)
            let bob = try await gateway.join(Samples.bob)
            try await alice.send(.execRequest(ExecRequest(capability: "slow")), to: bob.did)
            _ = try await bob.receive()
            await bob.close()
            #expect(try await alice.receiveError() == .outcomeUnknown)
        }
    }

    @Test(
        "a consumer that takes nothing: senders are refused, it is cut, and they are told of what was lost",
        arguments: [(Duration.seconds(3_600), ErrorCode.resourceExhausted), (.milliseconds(200), .connectionRefused)]
    )
    func slowConsumer(stallTimeout: Duration, expected: ErrorCode) async throws {
        try await LiveGateway.with { settings in
            settings.stallTimeout = stallTimeout
            settings.bytesPerSecond = 1 << 30
            settings.byteBurst = 1 << 30
        } _: { gateway in
            let alice = try await gateway.join(Samples.alice)
            let bob = try await gateway.join(Samples.bob)
            await bob.stopReading()
            let sdp = String(repeating: "x", count: 500_000)
            // More and more, as nothing waits as long as the kernel takes it.
            var codes: Set<ErrorCode> = []
            while !codes.contains(expected) {
                try await alice.send(.offer(Offer(sdp: sdp)), to: bob.did)
                try await alice.send(.ping(Heartbeat()))
                // Others are served meanwhile.
                while let code = try await alice.receiveError() { codes.insert(code) }
                try #require(!codes.contains(.unknownAgent) || codes.contains(expected))
            }
        }
    }

    @Test("when a consumer's connection breaks the senders of what it never took are told", arguments: [1, 2])
    func brokenConsumer(loopCount: Int) async throws {
        try await LiveGateway.with(loopCount: loopCount) { settings in
            settings.bytesPerSecond = 1 << 30
            settings.byteBurst = 1 << 30
            // The kernel takes some of what waits, even now; never as much as this.
            settings.maximumWaitingByteCount = 6 << 20
        } _: { gateway in
            let alice = try await gateway.join(Samples.alice)
            let bob = try await gateway.join(Samples.bob)
            await bob.stopReading()
            let sdp = String(repeating: "x", count: 500_000)
            // One that is refused shows that some wait before it.
            repeat { try await alice.send(.offer(Offer(sdp: sdp)), to: bob.did) } while try await alice.isPassedOn()
            await bob.abort()
            while try await alice.receiveError() != .connectionRefused {}
            // Another loop's numbers are up to a second old.
            while try await gateway.metrics()["drops_total{reason=\"target_gone\"}"] == 0 {}
        }
    }

    @Test("when a consumer that took everything closes nobody is told of a loss")
    func orderlyConsumer() async throws {
        try await LiveGateway.with { gateway in
            let alice = try await gateway.join(Samples.alice)
            let bob = try await gateway.join(Samples.bob)
            let offer = try await alice.send(.offer(Offer(sdp: "")), to: bob.did)
            #expect(try await bob.receiveBytes() == offer)
            await bob.close()
            #expect(await bob.closeCode() == nil)
            // The gateway's answer to a call of its own comes after whatever it had to say about Bob.
            while try await alice.isListed(bob.did) {}
            #expect(try await gateway.metrics()["drops_total{reason=\"target_gone\"}"] == 0)
        }
    }

    @Test("the gateway answers calls of its own capabilities")
    func ownCapabilities() async throws {
        try await LiveGateway.with { gateway in
            let upper = CapabilityDescriptor(id: Samples.capability("text.upper"), description: "upper case")
            let alice = try await gateway.join(Samples.alice, capabilities: [upper])
            try await alice.send(.execRequest(ExecRequest(capability: "gateway.agents.list")))
            guard case .execResponse(let response) = try await alice.receive().payload else {
                Issue.record("no response")
                return
            }
            let agents = response.result?.object?["agents"]?.array
            #expect(agents?.first?.object?["did"]?.string == alice.did.description)
        }
    }
}

extension LiveAgent {
    /// Whether the message sent last was passed on: a message to oneself comes back unless a refusal comes first.
    fileprivate func isPassedOn() async throws -> Bool {
        let own = try send(.offer(Offer(sdp: "")), to: did)
        return try await receiveBytes() == own
    }

    /// Whether an agent is there, as the gateway says; any other message is a failure.
    fileprivate func isListed(_ agent: DID) async throws -> Bool {
        try send(.execRequest(ExecRequest(capability: "gateway.agents.get", args: ["did": .string(agent.description)])))
        switch try await receive().payload {
        case .execResponse: return true
        case .error(let report):
            #expect(report.code == .unknownAgent)
            return false
        case let other:
            Issue.record("unexpected \(other)")
            return false
        }
    }
}
