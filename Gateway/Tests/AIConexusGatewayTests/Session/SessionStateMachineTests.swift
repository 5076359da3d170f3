// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusProtocol
import Testing

@Suite("SessionStateMachine")
struct SessionStateMachineTests {
    private let now = Samples.start

    private func machine(_ change: (inout GatewayConfiguration) -> Void = { _ in }) -> SessionStateMachine {
        var configuration = GatewayConfiguration()
        change(&configuration)
        let rules = SessionRules(gateway: Samples.gateway.did, configuration: configuration)
        return SessionStateMachine(rules: rules, now: now)
    }

    private func challenged(_ change: (inout GatewayConfiguration) -> Void = { _ in }) -> SessionStateMachine {
        var machine = machine(change)
        _ = machine.connected(nonce: Samples.nonce, pingID: Samples.pingID, now: now)
        return machine
    }

    private func live(_ change: (inout GatewayConfiguration) -> Void = { _ in }) -> SessionStateMachine {
        var machine = challenged(change)
        _ = machine.registered(request(), as: terms, now: now)
        return machine
    }

    private let terms = SessionTerms(epoch: 7, name: Samples.id(70))

    private func request(
        to target: DID = Samples.gateway.did,
        answering correlationID: MessageID? = Samples.pingID,
        _ change: (inout Register) -> Void = { _ in }
    ) -> Envelope {
        var register = Register(
            publicKey: Samples.alice.publicKey,
            nonce: Samples.nonce,
            clientNonce: Samples.clientNonce,
            audience: "g.example:443"
        )
        change(&register)
        return Envelope(
            id: Samples.id(2),
            correlationID: correlationID,
            timestamp: now.wall,
            from: Samples.alice.did,
            to: target,
            payload: .register(register)
        )
    }

    private func error(of machine: SessionStateMachine, _ message: Envelope) -> ProtocolError? {
        do {
            _ = try machine.examine(message)
            return nil
        } catch {
            return error
        }
    }

    private func report(_ error: ProtocolError, to target: DID, _ id: MessageID?) -> Reply {
        Reply(to: target, answering: id, .error(ErrorReport(error)))
    }

    @Test("a connection is challenged, answers, and is live")
    func registration() throws {
        var machine = machine()
        let challenge = Reply(to: Samples.gateway.did, .ping(Heartbeat(nonce: Samples.nonce.description)))
        #expect(machine.connected(nonce: Samples.nonce, pingID: Samples.pingID, now: now) == challenge)
        #expect(try machine.examine(request()).publicKey == Samples.alice.publicKey)
        let answer = machine.registered(request(), as: terms, now: now)
        let registration = Registration(
            publicKey: Samples.gateway.publicKey,
            nonce: Samples.clientNonce,
            session: Samples.id(70).description,
            epoch: 7,
            heartbeatInterval: .seconds(30),
            limits: .init(maximumMessageByteCount: 1_048_576, messagesPerSecond: 200)
        )
        #expect(answer == Reply(to: Samples.alice.did, answering: Samples.id(2), .registration(registration)))
        #expect(machine.live?.did == Samples.alice.did)
        #expect(machine.live?.isChallenged == true)
    }

    @Test("a registration that answers wrongly is refused before its signature is looked at")
    func wrongAnswers() {
        let faults: [(ErrorCode, String, (inout Register) -> Void)] = [
            (.replayDetected, "/payload/nonce", { $0.nonce = Samples.nonce(9) }),
            (.replayDetected, "/payload/nonce", { $0.nonce = nil }),
            (.malformedMessage, "/payload/client_nonce", { $0.clientNonce = nil }),
            (.identityMismatch, "/payload/audience", { $0.audience = "other.example:443" }),
            (.identityMismatch, "/payload/audience", { $0.audience = nil }),
            (.identityMismatch, "/payload/public_key", { $0.publicKey = Samples.bob.publicKey }),
        ]
        let machine = challenged { $0.audiences = ["g.example:443"] }
        for (code, pointer, change) in faults {
            let found = error(of: machine, request(change))
            #expect(found?.code == code)
            #expect(found?.pointer == pointer)
        }
        #expect(error(of: machine, request()) == nil)
    }

    @Test("a registration for somebody else, or for another challenge, is refused")
    func wrongTarget() {
        #expect(error(of: challenged(), request(to: Samples.bob.did))?.code == .identityMismatch)
        #expect(error(of: challenged(), request(to: Samples.alice.did))?.code == .identityMismatch)
        #expect(error(of: challenged(), request(answering: Samples.id(99)))?.pointer == "/correlation_id")
        #expect(error(of: challenged(), request(answering: nil)) == nil)
    }

    @Test("any audience will do for a gateway without public names")
    func anyAudience() {
        #expect(error(of: challenged(), request { $0.audience = nil }) == nil)
        #expect(error(of: challenged(), request { $0.audience = "x:1" }) == nil)
    }

    @Test("more capabilities than the setting are refused")
    func tooManyCapabilities() {
        let machine = challenged { $0.maximumCapabilityCount = 1 }
        let one = CapabilityDescriptor(id: Samples.capability("a"), description: "")
        let two = CapabilityDescriptor(id: Samples.capability("b"), description: "")
        #expect(error(of: machine, request { $0.capabilities = [one] }) == nil)
        #expect(error(of: machine, request { $0.capabilities = [one, two] })?.pointer == "/payload/capabilities")
    }

    @Test("an agent that ignores the challenge is served only where that is allowed, and addressed to itself")
    func unchallenged() {
        let bare: (inout Register) -> Void = { ($0.nonce, $0.clientNonce, $0.audience) = (nil, nil, nil) }
        let message = request(to: Samples.alice.did, answering: nil, bare)
        #expect(error(of: challenged(), message)?.code == .replayDetected)
        var machine = challenged { ($0.servesUnchallengedAgents, $0.audiences) = (true, ["g.example:443"]) }
        #expect(error(of: machine, request(answering: nil, bare))?.code == .replayDetected)
        #expect(error(of: machine, message) == nil)
        let answer = machine.registered(message, as: terms, now: now)
        guard case .registration(let registration) = answer.payload else {
            Issue.record("not answered")
            return
        }
        #expect(registration.nonce == Samples.nonce)
        #expect(machine.live?.isChallenged == false)
    }

    @Test(
        "every refused registration is told once and closed with the code of its kind",
        arguments: [
            (.notRegistered, .authenticationFailed), (.replayDetected, .authenticationFailed),
            (.identityMismatch, .authenticationFailed), (.invalidSignature, .authenticationFailed),
            (.malformedMessage, .authenticationFailed), (.unsupportedVersion, .authenticationFailed),
            (.permissionDenied, .denied), (.resourceExhausted, .rateLimited), (.draining, .draining),
            (.clockSkew, .registrationTimeout), (.timeout, .registrationTimeout), (.payloadTooLarge, .tooLarge),
            (.connectionRefused, .rateLimited), (.internalError, .internalFault),
        ] as [(ErrorCode, CloseCode)]
    )
    func refusedRegistration(code: ErrorCode, expected: CloseCode) {
        var machine = challenged()
        let error = ProtocolError(code, "no")
        let closure = SessionAction.Closure(expected, code.wireName)
        #expect(
            machine.refused(error, id: Samples.id(2), now: now)
                == .sendAndClose(report(error, to: Samples.gateway.did, Samples.id(2)), closure)
        )
        #expect(machine.refused(error, id: Samples.id(3), now: now) == .none)
        #expect(machine.timerFired(now: now.advanced(by: .seconds(10))) == .none)
    }

    @Test("the time to register ends after 5 s and not before")
    func deadline() {
        var machine = challenged()
        #expect(machine.timerFired(now: now.advanced(by: .milliseconds(4_999))) == .none)
        let closure = SessionAction.Closure(.registrationTimeout, "no REGISTER in time")
        #expect(machine.timerFired(now: now.advanced(by: .seconds(5))) == .close(closure))
        #expect(machine.state == .closing)
    }

    @Test("a live session's second challenge answer is a replay, another description is welcome")
    func again() {
        let machine = live()
        #expect(error(of: machine, request())?.pointer == "/payload/nonce")
        let description = request { ($0.nonce, $0.clientNonce, $0.audience) = (nil, nil, nil) }
        #expect(error(of: machine, description) == nil)
        guard case .registration(let answer) = machine.redescribed(description, iceServers: []).payload else {
            Issue.record("not answered")
            return
        }
        #expect(answer.epoch == 7)
        #expect(answer.nonce == Samples.clientNonce)
        #expect(answer.session == Samples.id(70).description)
        let other = request { ($0.nonce, $0.clientNonce) = (nil, Samples.nonce(8)) }
        guard case .registration(let second) = machine.redescribed(other, iceServers: []).payload else {
            Issue.record("not answered")
            return
        }
        #expect(second.nonce == Samples.nonce(8))
    }

    @Test("a foreign sender ends a live session, another fault does not")
    func liveRefusals() {
        var machine = live()
        let foreign = ProtocolError(.identityMismatch, "no", pointer: "/from")
        let bad = ProtocolError(.malformedMessage, "no")
        let did = Samples.alice.did
        #expect(machine.refused(bad, id: nil, now: now) == .send(report(bad, to: did, nil)))
        let closure = SessionAction.Closure(.authenticationFailed, "IDENTITY_MISMATCH")
        #expect(
            machine.refused(foreign, id: Samples.id(9), now: now)
                == .sendAndClose(report(foreign, to: did, Samples.id(9)), closure)
        )
        #expect(machine.refused(bad, id: nil, now: now) == .none)
    }

    @Test(
        "a live session ends for a foreign name, a second challenge answer and an oversized message, and for no other"
    )
    func endingRefusals() {
        let faults: [(ErrorCode, String?, CloseCode?)] = [
            (.identityMismatch, "/from", .authenticationFailed),
            (.identityMismatch, "/payload/public_key", .authenticationFailed),
            (.replayDetected, "/payload/nonce", .authenticationFailed), (.payloadTooLarge, nil, .tooLarge),
            (.identityMismatch, "/payload/audience", nil), (.replayDetected, "/id", nil),
            (.payloadTooLarge, "/payload", nil), (.permissionDenied, "/to", nil), (.draining, nil, nil),
            (.internalError, nil, nil), (.relayDisabled, nil, nil), (.resourceExhausted, nil, nil),
        ]
        for (code, pointer, close) in faults {
            var machine = live()
            let error = ProtocolError(code, "no", pointer: pointer)
            let reply = report(error, to: Samples.alice.did, Samples.id(9))
            let expected: SessionAction =
                close.map { .sendAndClose(reply, .init($0, code.wireName)) } ?? .send(reply)
            #expect(machine.refused(error, id: Samples.id(9), now: now) == expected, "\(code) at \(pointer ?? "")")
            #expect((machine.live == nil) == (close != nil))
        }
    }

    @Test("the 101st refusal within 10 s closes with 4503 and is not signed; slower ones never do")
    func refusals() {
        var machine = live()
        let bad = ProtocolError(.malformedMessage, "no")
        var time = now
        for _ in 0..<250 {
            #expect(machine.refused(bad, id: nil, now: time) == .send(report(bad, to: Samples.alice.did, nil)))
            time = time.advanced(by: .milliseconds(100))
        }
        time = time.advanced(by: .seconds(10))
        for _ in 0..<100 {
            #expect(machine.refused(bad, id: nil, now: time) == .send(report(bad, to: Samples.alice.did, nil)))
        }
        let closure = SessionAction.Closure(.protocolViolation, "too many refused messages")
        #expect(machine.refused(bad, id: nil, now: time.advanced(by: .milliseconds(9_999))) == .close(closure))
    }

    @Test("refusals that are no fault of the message never close")
    func unluckyMessages() {
        var machine = live()
        let absent = ProtocolError(.unknownAgent, "no")
        for _ in 0..<1_000 {
            #expect(machine.refused(absent, id: nil, now: now) == .send(report(absent, to: Samples.alice.did, nil)))
        }
    }

    @Test("too many messages are told when to go on, and in the end closed with 4004")
    func rate() {
        var machine = live()
        let wait = Duration.milliseconds(5)
        let limited = ErrorReport(code: .rateLimited, message: "too many messages or bytes", retryAfter: wait)
        for _ in 0..<100 {
            #expect(
                machine.exceededRate(retryAfter: wait, id: Samples.id(4), now: now)
                    == .send(Reply(to: Samples.alice.did, answering: Samples.id(4), .error(limited)))
            )
        }
        let closure = SessionAction.Closure(.rateLimited, "too many messages or bytes")
        #expect(machine.exceededRate(retryAfter: wait, id: nil, now: now) == .close(closure))
        #expect(machine.exceededRate(retryAfter: wait, id: nil, now: now) == .none)
    }

    @Test("silence of 300 s is the end of a session, and any message puts it off")
    func expiry() {
        var machine = live()
        #expect(machine.timerFired(now: now.advanced(by: .seconds(299))) == .none)
        machine.heard(now: now.advanced(by: .seconds(299)))
        #expect(machine.timerFired(now: now.advanced(by: .seconds(598))) == .none)
        let closure = SessionAction.Closure(.heartbeatMissed, "no heartbeat in time")
        #expect(machine.timerFired(now: now.advanced(by: .seconds(599))) == .close(closure))
    }

    @Test("a PING is answered with its sequence and nonce, and not with its load")
    func ping() {
        let machine = live()
        let ping = Heartbeat(sequence: 4, nonce: "x", load: 0.5, slots: 2)
        let pong = Reply(to: Samples.alice.did, answering: Samples.id(3), .pong(Heartbeat(sequence: 4, nonce: "x")))
        #expect(machine.receivedPing(ping, id: Samples.id(3)) == .send(pong))
    }

    @Test("a live session ends in each way with its own code, and only once")
    func ends() {
        let ends: [(CloseCode, (inout SessionStateMachine) -> SessionAction)] = [
            (.normal, { $0.receivedUnregister() }), (.superseded, { $0.superseded() }), (.draining, { $0.drained() }),
            (.goingAway, { $0.stopping() }),
            (.slowConsumer, { $0.stalled() }), (.denied, { $0.disconnected(.init(.denied, "denied")) }),
        ]
        for (code, end) in ends {
            var machine = live()
            guard case .close(let closure) = end(&machine) else {
                Issue.record("not closed")
                continue
            }
            #expect(closure.code == code)
            #expect(end(&machine) == .none)
        }
    }

    @Test("a draining gateway tells live agents when to come back, and nobody else")
    func draining() {
        let farewell = Unregister(reason: "draining", reconnectAfter: .milliseconds(1_500))
        #expect(
            live().draining(reconnectAfter: .milliseconds(1_500))
                == .send(Reply(to: Samples.alice.did, .unregister(farewell)))
        )
        #expect(challenged().draining(reconnectAfter: .zero) == .none)
    }

    @Test("after the connection is gone nothing happens")
    func closed() {
        var machine = live()
        machine.closed()
        #expect(machine.superseded() == .none)
        #expect(machine.refused(ProtocolError(.malformedMessage, ""), id: nil, now: now) == .none)
        #expect(machine.receivedPing(Heartbeat(), id: Samples.id(1)) == .none)
        #expect(machine.draining(reconnectAfter: .zero) == .none)
    }

    @Test("a connection that is not registered yet can be ended as well, and is told nothing else")
    func earlyEnds() {
        let ends: [(CloseCode, (inout SessionStateMachine) -> SessionAction)] = [
            (.draining, { $0.drained() }), (.goingAway, { $0.stopping() }), (.slowConsumer, { $0.stalled() }),
            (.denied, { $0.disconnected(.init(.denied, "denied")) }),
        ]
        for (code, end) in ends {
            for var machine in [machine(), challenged()] {
                guard case .close(let closure) = end(&machine) else {
                    Issue.record("not closed")
                    continue
                }
                #expect(closure.code == code)
                #expect(machine.state == .closing)
            }
        }
        var machine = challenged()
        #expect(machine.receivedPing(Heartbeat(), id: Samples.id(1)) == .none)
        #expect(machine.exceededRate(retryAfter: .seconds(1), id: nil, now: now) == .none)
        #expect(machine.state != .closing)
    }

    @Test("whatever happens to a session that is closing, nothing comes of it")
    func afterTheEnd() {
        let events: [(inout SessionStateMachine) -> SessionAction] = [
            { $0.receivedUnregister() }, { $0.superseded() }, { $0.drained() }, { $0.stopping() }, { $0.stalled() },
            { $0.disconnected(.init(.denied, "")) }, { $0.timerFired(now: self.now.advanced(by: .seconds(9_999))) },
            { $0.refused(ProtocolError(.identityMismatch, "", pointer: "/from"), id: nil, now: self.now) },
            { $0.exceededRate(retryAfter: .zero, id: nil, now: self.now) },
            { $0.receivedPing(Heartbeat(), id: Samples.id(1)) }, { $0.draining(reconnectAfter: .zero) },
        ]
        for event in events {
            var machine = live()
            _ = machine.superseded()
            #expect(event(&machine) == .none)
            #expect(machine.state == .closing)
        }
    }

    @Test("events that our own code sends out of order trap")
    func misuse() async {
        await #expect(processExitsWith: .failure) {
            let rules = SessionRules(gateway: Samples.gateway.did, configuration: GatewayConfiguration())
            var machine = SessionStateMachine(rules: rules, now: Samples.start)
            _ = machine.connected(nonce: Samples.nonce, pingID: Samples.pingID, now: Samples.start)
            _ = machine.connected(nonce: Samples.nonce, pingID: Samples.pingID, now: Samples.start)
        }
        await #expect(processExitsWith: .failure) {
            let rules = SessionRules(gateway: Samples.gateway.did, configuration: GatewayConfiguration())
            var machine = SessionStateMachine(rules: rules, now: Samples.start)
            _ = machine.refused(ProtocolError(.malformedMessage, ""), id: nil, now: Samples.start)
        }
    }
}
