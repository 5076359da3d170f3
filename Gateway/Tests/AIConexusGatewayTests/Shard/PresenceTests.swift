// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusProtocol
import Testing

@Suite("GatewayShard presence")
struct PresenceTests {
    @Test("a PING is answered and its load and slots are known")
    func ping() throws {
        let gateway = TestGateway()
        let alice = try gateway.join(Samples.alice)
        let id = try gateway.send(.ping(Heartbeat(sequence: 3, load: 0.5, slots: 2)), by: Samples.alice, on: alice)
        #expect(gateway.last(alice)?.payload == .pong(Heartbeat(sequence: 3)))
        #expect(gateway.last(alice)?.correlationID == id)
        let record = gateway.state.registry.withLock { $0.record(of: Samples.alice.publicKey) }
        #expect(record?.occupancy == .init(load: 0.5, slots: 2))
    }

    @Test("an acknowledgement of parts is not answered")
    func acknowledgement() throws {
        let gateway = TestGateway()
        let alice = try gateway.join(Samples.alice)
        let ping = Payload.ping(Heartbeat(sequence: 3))
        try gateway.send(ping, by: Samples.alice, on: alice, answering: Samples.id(9))
        #expect(gateway.last(alice)?.type == .register)
    }

    @Test(
        "a silent agent gets no routed calls after three heartbeats and is expired with 4002 at the sweep after 300 s"
    )
    func silence() throws {
        let gateway = TestGateway()
        let alice = try gateway.join(Samples.alice)
        func isSilent() -> Bool? {
            gateway.state.registry.withLock { $0.record(of: Samples.alice.publicKey) }?
                .isSilent(at: gateway.now, tolerating: .seconds(90))
        }
        gateway.advance(by: .seconds(90))
        #expect(isSilent() == false)
        gateway.advance(by: .seconds(1))
        #expect(isSilent() == true)
        try gateway.send(.pong(Heartbeat()), by: Samples.alice, on: alice)
        #expect(isSilent() == false)
        gateway.advance(by: .seconds(299))
        #expect(gateway.closeCode(alice) == nil)
        gateway.advance(by: .seconds(60))
        #expect(gateway.closeCode(alice) == .heartbeatMissed)
        #expect(gateway.state.registry.withLock { $0.count } == 0)
    }

    @Test("UNREGISTER is not answered: the session ends with 1000")
    func unregister() throws {
        let gateway = TestGateway()
        let alice = try gateway.join(Samples.alice)
        try gateway.send(.unregister(Unregister()), by: Samples.alice, on: alice)
        #expect(gateway.last(alice)?.type == .register)
        #expect(gateway.closeCode(alice) == .normal)
        #expect(gateway.state.registry.withLock { $0.count } == 0)
        try gateway.send(.ping(Heartbeat()), by: Samples.alice, on: alice)
        #expect(gateway.last(alice)?.type == .register)
    }

    @Test("a foreign sender on a live session is told and closed with 4500")
    func foreignSender() throws {
        let gateway = TestGateway()
        let alice = try gateway.join(Samples.alice)
        try gateway.send(.ping(Heartbeat()), by: Samples.bob, on: alice)
        #expect(gateway.lastError(alice) == .identityMismatch)
        #expect(gateway.closeCode(alice) == .authenticationFailed)
    }

    @Test("a message that comes twice is refused the second time")
    func replay() throws {
        let gateway = TestGateway()
        let alice = try gateway.join(Samples.alice)
        let ping = Envelope(
            id: Samples.id(1),
            timestamp: gateway.now.wall,
            from: Samples.alice.did,
            to: Samples.gateway.did,
            payload: .ping(Heartbeat())
        )
        let bytes = try MessageSigner(key: Samples.alice).sign(ping)
        gateway.receive(bytes, on: alice)
        #expect(gateway.last(alice)?.type == .pong)
        gateway.receive(bytes, on: alice)
        #expect(gateway.lastError(alice) == .replayDetected)
        let again = try gateway.join(Samples.alice)
        gateway.receive(bytes, on: again)
        #expect(gateway.lastError(again) == .replayDetected)
    }

    @Test("unreadable text is answered with the id where it has one, and the connection stays")
    func malformed() throws {
        let gateway = TestGateway()
        let alice = try gateway.join(Samples.alice)
        gateway.receive(Array("{]".utf8), on: alice)
        #expect(gateway.lastError(alice) == .malformedMessage)
        #expect(gateway.last(alice)?.correlationID == nil)
        gateway.receive(Array("{\"id\":\"\(Samples.id(5))\"}".utf8), on: alice)
        #expect(gateway.last(alice)?.correlationID == Samples.id(5))
        gateway.receive(Array("[\"\(Samples.id(5))\"]".utf8), on: alice)
        #expect(gateway.last(alice)?.correlationID == nil)
        #expect(gateway.closeCode(alice) == nil)
        for _ in 0..<98 { gateway.receive(Array("{]".utf8), on: alice) }
        #expect(gateway.closeCode(alice) == .protocolViolation)
        #expect(gateway.inbox(alice).count == 102)
    }

    @Test("who sends faster than the rate is told when to go on, and closed with 4004 when it does not listen")
    func rate() throws {
        let gateway = TestGateway {
            $0.trafficRates.messages = TokenBucket.Rate(tokensPerSecond: 10, capacity: 5)
        }
        let alice = try gateway.join(Samples.alice)
        for _ in 0..<5 { try gateway.send(.ping(Heartbeat()), by: Samples.alice, on: alice) }
        #expect(gateway.last(alice)?.type == .pong)
        let id = try gateway.send(.ping(Heartbeat()), by: Samples.alice, on: alice)
        #expect(gateway.lastError(alice) == .rateLimited)
        #expect(gateway.last(alice)?.correlationID == id)
        guard case .error(let report) = gateway.last(alice)?.payload else { return }
        #expect(report.retryAfter == .milliseconds(100))
        gateway.advance(by: .milliseconds(100))
        try gateway.send(.ping(Heartbeat()), by: Samples.alice, on: alice)
        #expect(gateway.last(alice)?.type == .pong)
        for _ in 0..<100 { try gateway.send(.ping(Heartbeat()), by: Samples.alice, on: alice) }
        #expect(gateway.closeCode(alice) == .rateLimited)
    }

    @Test("draining: agents are told when to return, nothing new begins, answers flow, then 4000")
    func drain() throws {
        let gateway = TestGateway(loopCount: 2)
        let alice = try gateway.join(Samples.alice)
        let bob = try gateway.join(Samples.bob, loop: 1)
        let call = try gateway.send(
            .execRequest(ExecRequest(capability: "x")),
            by: Samples.alice,
            on: alice,
            to: Samples.bob.did
        )
        gateway.drain(spread: .seconds(30))
        for id in [alice, bob] {
            guard case .unregister(let farewell) = gateway.last(id)?.payload else {
                Issue.record("not told")
                continue
            }
            #expect(farewell.reason == "draining")
            #expect((.seconds(10)...Duration.seconds(40)).contains(farewell.reconnectAfter ?? .zero))
        }
        for payload in [Payload.execRequest(ExecRequest()), .intent(.naturalLanguage("x")), .offer(Offer(sdp: ""))] {
            try gateway.send(payload, by: Samples.alice, on: alice, to: Samples.bob.did)
            #expect(gateway.lastError(alice) == .draining)
        }
        try gateway.send(.execRequest(ExecRequest(capability: "gateway.stats")), by: Samples.alice, on: alice)
        #expect(gateway.lastError(alice) == .draining)
        let carol = try gateway.join(Samples.carol)
        #expect(gateway.lastError(carol) == .draining)
        #expect(gateway.closeCode(carol) == .draining)
        try gateway.send(
            .execResponse(ExecResponse(status: .success)),
            by: Samples.bob,
            on: bob,
            to: Samples.alice.did,
            answering: call
        )
        #expect(gateway.last(alice)?.correlationID == call)
        gateway.advance(by: .seconds(10))
        #expect(gateway.closeCode(alice) == .draining)
        #expect(gateway.closeCode(bob) == .draining)
    }

    @Test("a gateway that stops closes everybody with 1001, registered or not, also while it drains")
    func stop() throws {
        let gateway = TestGateway()
        let alice = try gateway.join(Samples.alice)
        let stranger = gateway.connect()
        gateway.drain()
        gateway.stop()
        #expect(gateway.closeCode(alice) == .goingAway)
        #expect(gateway.closeCode(stranger) == .goingAway)
        gateway.stop()
        gateway.advance(by: .seconds(60))
        #expect(gateway.statistics.closeCounts == [.goingAway: 2])
    }

    @Test("all agents hear of the draining, however many there are")
    func drainMany() throws {
        let gateway = TestGateway()
        let ids = try (0..<600).map { number in
            try gateway.join(Samples.key(number: number))
        }
        gateway.drain()
        gateway.advance(by: .milliseconds(1))
        for id in ids { #expect(gateway.last(id)?.type == .unregister) }
    }

    @Test("an operator's disconnect closes with the code that is given")
    func disconnect() throws {
        let gateway = TestGateway()
        let alice = try gateway.join(Samples.alice)
        gateway.post(.disconnect(alice, .init(.denied, "denied by the operator")), to: 0)
        #expect(gateway.closeCode(alice) == .denied)
        #expect(gateway.state.registry.withLock { $0.count } == 0)
    }
}
