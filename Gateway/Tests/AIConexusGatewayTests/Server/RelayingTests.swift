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

    @Test("a consumer that takes nothing is cut, its senders are refused and told of what was lost")
    func slowConsumer() async throws {
        try await LiveGateway.with { settings in
            settings.stallTimeout = .milliseconds(200)
            settings.bytesPerSecond = 1 << 30
            settings.byteBurst = 1 << 30
        } _: { gateway in
            let alice = try await gateway.join(Samples.alice)
            let bob = try await gateway.join(Samples.bob)
            await bob.stopReading()
            let sdp = String(repeating: "x", count: 500_000)
            var refusals: Set<ErrorCode> = []
            for _ in 0..<40 { try await alice.send(.offer(Offer(sdp: sdp)), to: bob.did) }
            while !refusals.isSuperset(of: [.resourceExhausted, .connectionRefused]) {
                let code = try await alice.receiveError()
                refusals.insert(try #require(code))
            }
            // Others are served meanwhile and afterwards.
            try await alice.send(.ping(Heartbeat(nonce: "still there")))
            while try await alice.receive().type != .pong {}
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
