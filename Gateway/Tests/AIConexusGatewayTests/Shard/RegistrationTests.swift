// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusProtocol
import Testing

@Suite("GatewayShard registration")
struct RegistrationTests {
    @Test("a signed registration makes an agent live, known, and counted")
    func registers() throws {
        let gateway = TestGateway()
        let alice = try gateway.join(Samples.alice) {
            $0.capabilities = [CapabilityDescriptor(id: Samples.capability("text.upper"), description: "")]
        }
        #expect(gateway.inbox(alice).map(\.type) == [.ping, .register])
        let challenge = try #require(gateway.inbox(alice).first)
        #expect(challenge.from == Samples.gateway.did && challenge.to == Samples.gateway.did)
        guard case .registration(let answer) = gateway.last(alice)?.payload else {
            Issue.record("not answered")
            return
        }
        #expect(answer.nonce == Samples.clientNonce)
        #expect(answer.epoch == Int(Samples.start.wall.millisecondsSinceEpoch))
        let record = gateway.state.registry.withLock { $0.record(of: Samples.alice.publicKey) }
        #expect(record?.capabilities == [Samples.capability("text.upper")])
        #expect(gateway.state.census.withLock { $0.unauthenticatedCount } == 0)
    }

    @Test("operators hear who joins, who is refused and why, and who leaves with which code")
    func reports() throws {
        let gateway = TestGateway()
        let older = try gateway.join(Samples.alice)
        let stranger = try gateway.join(Samples.bob) { $0.nonce = Samples.nonce }
        let newer = try gateway.join(Samples.alice)
        gateway.drop(newer)
        let reports = gateway.reports
        try #require(reports.count == 5)
        #expect(reports[0] == .joined(older, Samples.alice.did, isTakeover: false))
        guard case .refused(stranger, let error) = reports[1] else {
            Issue.record("no refusal but \(reports[1])")
            return
        }
        #expect(error.code == .replayDetected)
        #expect(reports[2] == .joined(newer, Samples.alice.did, isTakeover: true))
        #expect(reports[3] == .left(older, Samples.alice.did, .superseded))
        #expect(reports[4] == .left(newer, Samples.alice.did, nil))
    }

    /// Sends what a fresh connection must not, and expects one `ERROR` and the close.
    private func expectRefusal(
        _ code: ErrorCode,
        _ closeCode: CloseCode,
        of configuration: GatewayConfiguration = GatewayConfiguration(),
        send: (TestGateway, ConnectionID) throws -> Void
    ) rethrows {
        let gateway = TestGateway { $0 = configuration }
        let id = gateway.connect()
        try send(gateway, id)
        #expect(gateway.lastError(id) == code)
        #expect(gateway.inbox(id).count == 2)
        #expect(gateway.last(id)?.to == Samples.gateway.did)
        #expect(gateway.closeCode(id) == closeCode)
        try send(gateway, id)
        #expect(gateway.inbox(id).count == 2)
        #expect(gateway.state.registry.withLock { $0.count } == 0)
    }

    private func configuration(_ change: (inout GatewayConfiguration) -> Void) -> GatewayConfiguration {
        var configuration = GatewayConfiguration()
        change(&configuration)
        return configuration
    }

    @Test("each wrong first message is refused once and closed with its code")
    func refusals() throws {
        try expectRefusal(.notRegistered, .authenticationFailed) {
            try $0.send(.ping(Heartbeat()), by: Samples.alice, on: $1)
        }
        try expectRefusal(.replayDetected, .authenticationFailed) {
            try $0.register(Samples.alice, on: $1) { $0.nonce = Samples.nonce(9) }
        }
        try expectRefusal(.identityMismatch, .authenticationFailed) {
            try $0.register(Samples.alice, on: $1) { $0.publicKey = Samples.bob.publicKey }
        }
        try expectRefusal(.identityMismatch, .authenticationFailed, of: configuration { $0.audiences = ["other:443"] })
        {
            try $0.register(Samples.alice, on: $1)
        }
        expectRefusal(.malformedMessage, .authenticationFailed) { $0.receive(Array("{".utf8), on: $1) }
        try expectRefusal(.permissionDenied, .denied, of: configuration { $0.admission.requirement = .token }) {
            try $0.register(Samples.alice, on: $1)
        }
        try expectRefusal(
            .permissionDenied,
            .denied,
            of: configuration { $0.admission.denied = [Samples.alice.publicKey] }
        ) {
            try $0.register(Samples.alice, on: $1)
        }
        try expectRefusal(.permissionDenied, .denied, of: configuration { $0.admission.requirement = .listed([]) }) {
            try $0.register(Samples.alice, on: $1)
        }
        try expectRefusal(.resourceExhausted, .rateLimited, of: configuration { $0.registryByteCount = 10 }) {
            try $0.register(Samples.alice, on: $1)
        }
        try expectRefusal(.payloadTooLarge, .tooLarge, of: configuration { $0.maximumRegistrationByteCount = 600 }) {
            try $0.register(Samples.alice, on: $1) {
                $0.agent = AgentCard(name: String(repeating: "x", count: 600))
            }
        }
    }

    /// Registers by a message that was signed some time ago, or spoiled afterwards.
    private func refusal(
        of gateway: TestGateway,
        on id: ConnectionID,
        age: Duration = .zero,
        spoil: (inout [UInt8]) -> Void = { _ in }
    ) throws -> (ErrorCode?, CloseCode?) {
        guard case .ping(let ping) = gateway.last(id)?.payload else { return (nil, nil) }
        let register = Register(
            publicKey: Samples.alice.publicKey,
            nonce: ping.nonce.flatMap { Nonce($0) },
            clientNonce: Samples.clientNonce
        )
        let message = Envelope(
            id: Samples.id(5),
            timestamp: gateway.now.advanced(by: .zero - age).wall,
            from: Samples.alice.did,
            to: Samples.gateway.did,
            payload: .register(register)
        )
        var bytes = try MessageSigner(key: Samples.alice).sign(message)
        spoil(&bytes)
        gateway.receive(bytes, on: id)
        return (gateway.lastError(id), gateway.closeCode(id))
    }

    @Test("a registration with a false signature, version or time is refused")
    func envelopeFaults() throws {
        let gateway = TestGateway()
        let forged = try refusal(of: gateway, on: gateway.connect()) { bytes in
            guard let place = bytes.lastIndex(of: UInt8(ascii: "=")) else { return }
            bytes[place - 10] = bytes[place - 10] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        }
        #expect(forged == (.invalidSignature, .authenticationFailed))
        let late = try refusal(of: gateway, on: gateway.connect(), age: .seconds(121))
        #expect(late == (.clockSkew, .registrationTimeout))
        let future = try refusal(of: gateway, on: gateway.connect()) { bytes in
            bytes = Array(String(decoding: bytes, as: UTF8.self).replacing("\"1.0\"", with: "\"2.0\"").utf8)
        }
        #expect(future == (.unsupportedVersion, .authenticationFailed))
        let badDID = try refusal(of: gateway, on: gateway.connect()) { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            bytes = Array(text.replacing("did:key:", with: "did:web:").utf8)
        }
        #expect(badDID == (.malformedMessage, .authenticationFailed))
    }

    @Test("a gateway's own REGISTER is malformed from an agent")
    func answerAsRequest() throws {
        let gateway = TestGateway()
        let id = gateway.connect()
        let answer = Registration(
            publicKey: Samples.alice.publicKey,
            nonce: Samples.nonce,
            session: "s",
            epoch: 1,
            heartbeatInterval: .seconds(1),
            limits: .init(maximumMessageByteCount: 1, messagesPerSecond: 1)
        )
        try gateway.send(.registration(answer), by: Samples.alice, on: id)
        #expect(gateway.lastError(id) == .malformedMessage)
    }

    @Test("who shows an enrolment token may register")
    func token() throws {
        let gateway = TestGateway { $0.admission.requirement = .token }
        #expect(gateway.closeCode(try gateway.join(Samples.alice, hasToken: true)) == nil)
    }

    @Test("a registration caught elsewhere is worth nothing: each connection has its own challenge")
    func foreignRegistration() throws {
        let gateway = TestGateway()
        let first = gateway.connect()
        let second = gateway.connect()
        guard case .ping(let ping) = gateway.last(first)?.payload else {
            Issue.record("not challenged")
            return
        }
        try gateway.register(Samples.alice, on: second) { $0.nonce = ping.nonce.flatMap { Nonce($0) } }
        #expect(gateway.lastError(second) == .replayDetected)
    }

    @Test("no registration within 5 s: closed with 4006, without a message")
    func deadline() {
        let gateway = TestGateway()
        let id = gateway.connect()
        gateway.advance(by: .milliseconds(4_999))
        #expect(gateway.closeCode(id) == nil)
        gateway.advance(by: .milliseconds(1))
        #expect(gateway.closeCode(id) == .registrationTimeout)
        #expect(gateway.inbox(id).count == 1)
    }

    @Test("connections that come and go leave no deadlines behind, and the others keep theirs")
    func deadlines() {
        let gateway = TestGateway()
        let early = gateway.connect()
        for _ in 0..<5_000 { gateway.drop(gateway.connect()) }
        #expect(gateway.deadlineCount < 200)
        gateway.advance(by: .milliseconds(4_999))
        #expect(gateway.closeCode(early) == nil)
        gateway.advance(by: .milliseconds(1))
        #expect(gateway.closeCode(early) == .registrationTimeout)
    }

    @Test("a newer registration takes over, on any loop; the older one's late close takes nothing away")
    func takeover() throws {
        for loop in 0...1 {
            let gateway = TestGateway(loopCount: 2)
            let older = try gateway.join(Samples.alice)
            let newer = try gateway.join(Samples.alice, loop: loop)
            #expect(gateway.closeCode(older) == .superseded)
            #expect(gateway.closeCode(newer) == nil)
            gateway.drop(older)
            let route = gateway.state.registry.withLock { $0.route(to: Samples.alice.publicKey) }
            #expect(route?.connection == newer)
            #expect(route?.epoch == Int(Samples.start.wall.millisecondsSinceEpoch) + 1)
            gateway.drop(newer)
            #expect(gateway.state.registry.withLock { $0.count } == 0)
        }
    }

    @Test("the older session may still send until its loop hears of the newer one")
    func takeoverUnderWay() throws {
        let gateway = TestGateway(loopCount: 2)
        let older = try gateway.join(Samples.alice)
        let bob = try gateway.join(Samples.bob)
        gateway.delaysPosts = true
        let newer = try gateway.join(Samples.alice, loop: 1)
        try gateway.send(.intent(.naturalLanguage("hi")), by: Samples.alice, on: older, to: Samples.bob.did)
        #expect(gateway.last(bob)?.type == .intent)
        try gateway.send(.unregister(Unregister()), by: Samples.alice, on: older)
        gateway.exchange()
        #expect(gateway.closeCode(older) == .normal)
        #expect(gateway.state.registry.withLock { $0.route(to: Samples.alice.publicKey) }?.connection == newer)
    }

    @Test("a REGISTER without nonce replaces the description and nothing else")
    func redescribes() throws {
        let gateway = TestGateway()
        let alice = try gateway.join(Samples.alice)
        let first = gateway.last(alice)?.payload
        let register = Register(publicKey: Samples.alice.publicKey, agent: AgentCard(name: "Alice"))
        try gateway.send(.register(register), by: Samples.alice, on: alice)
        #expect(gateway.last(alice)?.payload == first)
        let record = gateway.state.registry.withLock { $0.record(of: Samples.alice.publicKey) }
        #expect(record?.json["name"] == "Alice")
        try gateway.register(Samples.alice, on: alice) { $0.nonce = Samples.nonce }
        #expect(gateway.lastError(alice) == .replayDetected)
        #expect(gateway.closeCode(alice) == .authenticationFailed)
    }

    @Test("a new description that is too large is refused, and the session stays")
    func largeDescription() throws {
        let gateway = TestGateway { $0.maximumRegistrationByteCount = 800 }
        let alice = try gateway.join(Samples.alice)
        let card = AgentCard(name: String(repeating: "x", count: 800))
        let register = Register(publicKey: Samples.alice.publicKey, agent: card)
        try gateway.send(.register(register), by: Samples.alice, on: alice)
        #expect(gateway.lastError(alice) == .payloadTooLarge)
        #expect(gateway.closeCode(alice) == nil)
    }

    @Test("an agent that ignores the challenge is served where allowed, never takes over, and can describe itself anew")
    func unchallenged() throws {
        let gateway = TestGateway { $0.servesUnchallengedAgents = true }
        let register = Payload.register(Register(publicKey: Samples.alice.publicKey))
        let alice = gateway.connect()
        try gateway.send(register, by: Samples.alice, on: alice, to: Samples.alice.did)
        #expect(gateway.last(alice)?.type == .register)
        try gateway.send(register, by: Samples.alice, on: alice, to: Samples.alice.did)
        #expect(gateway.inbox(alice).map(\.type) == [.ping, .register, .register])
        let record = gateway.state.registry.withLock { $0.record(of: Samples.alice.publicKey) }
        #expect(record?.detailedJSON["registration"] == nil)
        let second = gateway.connect()
        try gateway.send(register, by: Samples.alice, on: second, to: Samples.alice.did)
        #expect(gateway.lastError(second) == .connectionRefused)
        #expect(gateway.closeCode(alice) == nil)
        let third = try gateway.join(Samples.alice)
        #expect(gateway.closeCode(alice) == .superseded)
        #expect(gateway.closeCode(third) == nil)
    }

    @Test("a description that could not be passed on within the limits of messages is refused")
    func tooDeep() throws {
        func capability(depth: Int) -> CapabilityDescriptor {
            var value: JSONValue = [:]
            for _ in 1..<depth { value = ["x": value] }
            var capability = CapabilityDescriptor(id: Samples.capability("a"), description: "")
            capability.annotations = value.object
            return capability
        }
        let gateway = TestGateway()
        let alice = try gateway.join(Samples.alice) { $0.capabilities = [capability(depth: 24)] }
        #expect(gateway.closeCode(alice) == nil)
        try gateway.send(.execRequest(ExecRequest(capability: "gateway.agents.list")), by: Samples.alice, on: alice)
        #expect(gateway.lastResult(alice)?["agents"]?.array?.count == 1)
        let bob = try gateway.join(Samples.bob) { $0.capabilities = [capability(depth: 25)] }
        #expect(gateway.lastError(bob) == .malformedMessage)
    }
}
