// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusProtocol
import Testing

/// Two agents, on the same loop and on two.
@Suite("GatewayShard relay")
struct RelayTests {
    private let gateway: TestGateway
    private let alice: ConnectionID
    private let bob: ConnectionID

    init() throws {
        gateway = TestGateway(loopCount: 2) { $0.maximumOpenRequestCount = 3 }
        alice = try gateway.join(Samples.alice)
        bob = try gateway.join(Samples.bob, loop: 1)
    }

    /// Alice calls Bob.
    private func call(_ change: (inout ExecRequest) -> Void = { _ in }) throws -> MessageID {
        var request = ExecRequest(capability: "x")
        change(&request)
        return try gateway.send(.execRequest(request), by: Samples.alice, on: alice, to: Samples.bob.did)
    }

    private func answer(_ call: MessageID, _ payload: Payload = .execResponse(ExecResponse(status: .success))) throws {
        try gateway.send(payload, by: Samples.bob, on: bob, to: Samples.alice.did, answering: call)
    }

    @Test("every kind of message between agents arrives with its own bytes")
    func relays() throws {
        let payloads: [Payload] = [
            .offer(Offer(sdp: "v=0")), .answer(Answer(sdp: "v=0")), .iceCandidate(ICECandidateMessage(candidate: "")),
            .intent(.naturalLanguage("x")), .execRequest(ExecRequest()), .execResponse(ExecResponse(status: .partial)),
            .error(ErrorReport(code: .cancelled, message: "")), .ping(Heartbeat()), .pong(Heartbeat()),
        ]
        for payload in payloads {
            let id = try gateway.send(payload, by: Samples.alice, on: alice, to: Samples.bob.did)
            #expect(gateway.last(bob)?.id == id)
            #expect(gateway.last(bob)?.from == Samples.alice.did)
        }
        #expect(gateway.last(alice)?.type == .register)
        try gateway.send(.ping(Heartbeat()), by: Samples.alice, on: alice, to: Samples.alice.did)
        #expect(gateway.last(alice)?.type == .ping)
    }

    @Test("text that is not canonical is passed on as it came")
    func notCanonical() throws {
        let ping = Envelope(
            id: Samples.id(1),
            timestamp: gateway.now.wall,
            from: Samples.alice.did,
            to: Samples.bob.did,
            payload: .ping(Heartbeat())
        )
        let spaced = [UInt8(ascii: " ")] + (try MessageSigner(key: Samples.alice).sign(ping))
        let before = gateway.clients[bob]?.appendedByteCount ?? 0
        gateway.receive(spaced, on: alice)
        #expect(gateway.clients[bob]?.appendedByteCount == before + spaced.count)
    }

    @Test("REGISTER and UNREGISTER to another agent are refused")
    func wrongTypes() throws {
        try gateway.send(.unregister(Unregister()), by: Samples.alice, on: alice, to: Samples.bob.did)
        #expect(gateway.lastError(alice) == .permissionDenied)
        let register = Register(publicKey: Samples.alice.publicKey)
        try gateway.send(.register(register), by: Samples.alice, on: alice, to: Samples.bob.did)
        #expect(gateway.lastError(alice) == .permissionDenied)
        #expect(gateway.closeCode(alice) == nil)
    }

    @Test("signalling and negotiation with the gateway itself are refused")
    func gatewayIsNoPeer() throws {
        for payload in [Payload.offer(Offer(sdp: "")), .intent(.naturalLanguage("x"))] {
            try gateway.send(payload, by: Samples.alice, on: alice)
            #expect(gateway.lastError(alice) == .permissionDenied)
        }
    }

    @Test("without relay only signalling is passed on")
    func relayDisabled() throws {
        let gateway = TestGateway { $0.relays = false }
        let alice = try gateway.join(Samples.alice)
        let bob = try gateway.join(Samples.bob)
        try gateway.send(.offer(Offer(sdp: "")), by: Samples.alice, on: alice, to: Samples.bob.did)
        #expect(gateway.last(bob)?.type == .offer)
        let others: [Payload] = [
            .intent(.naturalLanguage("x")), .execRequest(ExecRequest()), .ping(Heartbeat()), .pong(Heartbeat()),
            .execResponse(ExecResponse(status: .success)), .error(ErrorReport(code: .cancelled, message: "")),
        ]
        for payload in others {
            try gateway.send(payload, by: Samples.alice, on: alice, to: Samples.bob.did)
            #expect(gateway.lastError(alice) == .relayDisabled)
        }
        #expect(gateway.last(bob)?.type == .offer)
    }

    @Test("a message to somebody absent is refused at once")
    func absent() throws {
        let id = try gateway.send(.ping(Heartbeat()), by: Samples.alice, on: alice, to: Samples.carol.did)
        #expect(gateway.lastError(alice) == .unknownAgent)
        #expect(gateway.last(alice)?.correlationID == id)
        try gateway.send(.execRequest(ExecRequest()), by: Samples.alice, on: alice, to: Samples.carol.did)
        #expect(gateway.openRequestCount == 0)
    }

    @Test("a call is open until its final answer, whatever parts come before")
    func account() throws {
        let call = try call()
        #expect(gateway.openRequestCount == 1)
        try answer(call, .execResponse(ExecResponse(status: .partial)))
        try gateway.send(.ping(Heartbeat()), by: Samples.bob, on: bob, to: Samples.alice.did, answering: call)
        try answer(Samples.id(99))
        #expect(gateway.openRequestCount == 1)
        try answer(call)
        #expect(gateway.openRequestCount == 0)
    }

    @Test("an ERROR of the callee ends a call; the caller's CANCELLED, and others' answers, do not")
    func endings() throws {
        let call = try call()
        let cancel = Payload.error(ErrorReport(code: .cancelled, message: ""))
        try gateway.send(cancel, by: Samples.alice, on: alice, to: Samples.bob.did, answering: call)
        let carol = try gateway.join(Samples.carol)
        let foreign = Payload.execResponse(ExecResponse(status: .success))
        try gateway.send(foreign, by: Samples.carol, on: carol, to: Samples.alice.did, answering: call)
        #expect(gateway.openRequestCount == 1)
        try answer(call, .error(ErrorReport(code: .resourceExhausted, message: "")))
        #expect(gateway.openRequestCount == 0)
    }

    @Test("when the callee's session ends each caller hears OUTCOME_UNKNOWN at once")
    func calleeLeaves() throws {
        let calls = [try call(), try call()]
        let carol = try gateway.join(Samples.carol, loop: 1)
        try gateway.send(.execRequest(ExecRequest()), by: Samples.carol, on: carol, to: Samples.bob.did)
        try gateway.send(.execRequest(ExecRequest()), by: Samples.alice, on: alice, to: Samples.carol.did)
        gateway.forgetInbox(alice)
        gateway.drop(bob)
        #expect(Set(gateway.inbox(alice).compactMap(\.correlationID)) == Set(calls))
        #expect(gateway.lastError(alice) == .outcomeUnknown)
        #expect(gateway.lastError(carol) == .outcomeUnknown)
        #expect(gateway.openRequestCount == 1)
    }

    @Test("when the callee is superseded its callers hear OUTCOME_UNKNOWN")
    func calleeSuperseded() throws {
        let call = try call()
        _ = try gateway.join(Samples.bob)
        #expect(gateway.lastError(alice) == .outcomeUnknown)
        #expect(gateway.last(alice)?.correlationID == call)
    }

    @Test("a request that meets the end of the callee's session under way is refused once")
    func race() throws {
        let other = TestGateway(loopCount: 2)
        let caller = try other.join(Samples.alice)
        let callee = try other.join(Samples.bob, loop: 1)
        other.delaysPosts = true
        other.forgetInbox(caller)
        let call = try other.send(.execRequest(ExecRequest()), by: Samples.alice, on: caller, to: Samples.bob.did)
        other.drop(callee)
        let refused = DeliveryRefusal(sender: caller, id: call, isRequest: true, ProtocolError(.unknownAgent, "gone"))
        other.post(.refused(refused), to: 0)
        other.exchange()
        #expect(other.inbox(caller).count == 1)
        #expect(other.lastError(caller) == .unknownAgent)
    }

    @Test("a caller's calls are forgotten with its session")
    func callerLeaves() throws {
        let call = try call()
        gateway.drop(alice)
        #expect(gateway.openRequestCount == 0)
        try answer(call)
        #expect(gateway.lastError(bob) == .unknownAgent)
    }

    @Test("over the limit of open calls the caller is refused, until one's time is over")
    func openLimit() throws {
        for _ in 0..<3 { _ = try call { $0.timeout = .seconds(60) } }
        _ = try call()
        #expect(gateway.lastError(alice) == .resourceExhausted)
        #expect(gateway.openRequestCount == 3)
        gateway.advance(by: .seconds(66))
        let late = try call()
        #expect(gateway.last(bob)?.id == late)
        #expect(gateway.openRequestCount == 3)
    }

    @Test("calls without a time are never forgotten for a newer one, sealed ones that were answered are")
    func replaceable() throws {
        for _ in 0..<3 { _ = try call { $0.timeout = .zero } }
        gateway.advance(by: .seconds(200))
        let call = try call()
        #expect(gateway.lastError(alice) == .resourceExhausted)
        #expect(gateway.last(alice)?.correlationID == call)
    }

    @Test("over 1 MiB waiting for the target the sender is refused, and told when to try again")
    func recipientFull() throws {
        gateway.setWaiting(1 << 20, of: bob)
        let first = try gateway.send(.ping(Heartbeat()), by: Samples.alice, on: alice, to: Samples.bob.did)
        #expect(gateway.last(bob)?.id == first)
        gateway.forgetInbox(bob)
        gateway.setWaiting((1 << 20) + 1, of: bob)
        let call = try call()
        #expect(gateway.inbox(bob).isEmpty)
        guard case .error(let report) = gateway.last(alice)?.payload else {
            Issue.record("not refused")
            return
        }
        #expect(report.code == .resourceExhausted)
        #expect(report.retryAfter == .seconds(1))
        #expect(report.details?["reason"] == "recipient_output")
        #expect(gateway.last(alice)?.correlationID == call)
        #expect(gateway.openRequestCount == 0)
        gateway.setWaiting(0, of: bob)
        try gateway.send(.ping(Heartbeat()), by: Samples.alice, on: alice, to: Samples.bob.did)
        #expect(gateway.last(bob)?.type == .ping)
    }

    @Test("when a consumer that took nothing is cut the senders of what waited hear of it, callers as of an end")
    func stalled() throws {
        let taken = try gateway.send(.ping(Heartbeat()), by: Samples.alice, on: alice, to: Samples.bob.did)
        gateway.stick(bob)
        let call = try call()
        let first = try gateway.send(.intent(.naturalLanguage("1")), by: Samples.alice, on: alice, to: Samples.bob.did)
        let second = try gateway.send(.pong(Heartbeat()), by: Samples.alice, on: alice, to: Samples.bob.did)
        gateway.forgetInbox(alice)
        gateway.stall(bob)
        #expect(gateway.closeCode(bob) == .slowConsumer)
        let errors = Dictionary(
            uniqueKeysWithValues: gateway.inbox(alice).map { message -> (MessageID?, ErrorCode?) in
                guard case .error(let report) = message.payload else { return (message.correlationID, nil) }
                return (message.correlationID, report.code)
            }
        )
        #expect(errors == [first: .connectionRefused, second: .connectionRefused, call: .outcomeUnknown])
        #expect(errors[taken] == nil)
        gateway.drop(bob)
        #expect(gateway.inbox(alice).count == 3)
    }

    @Test("an agent that leaves having taken everything loses nothing")
    func nothingLost() throws {
        try gateway.send(.ping(Heartbeat()), by: Samples.alice, on: alice, to: Samples.bob.did)
        gateway.forgetInbox(alice)
        gateway.drop(bob)
        #expect(gateway.inbox(alice).isEmpty)
    }
}
