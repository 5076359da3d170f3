// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTransport
import Testing

@testable import AIConexusSDK

/// A machine on its way through a conversation with a gateway.
struct GatewayConversation {
    static let clientNonce = Cast.nonce(1)
    static let challengeNonce = Cast.nonce(2)

    var machine: GatewayStateMachine
    var now = LoopInstant(nanoseconds: 0)
    var jitter = 1.0

    init(_ url: String = "wss://gateway.example/ws", gateway: DID? = nil, reconnect: ReconnectPolicy = .init()) {
        var configuration = GatewayConfiguration(.local, gateway: gateway)
        // The texts are the tests' own.
        if let url = try? GatewayURL(url) { configuration.url = url }
        configuration.reconnect = reconnect
        machine = GatewayStateMachine(configuration, agent: Cast.agent.did)
    }

    // MARK: - What gateways say

    static func challenge(from gateway: SigningKey = Cast.gateway) -> Envelope {
        Cast.message(.ping(Heartbeat(nonce: challengeNonce.description)), from: gateway, to: gateway)
    }

    static func registration(
        from gateway: SigningKey = Cast.gateway,
        to agent: SigningKey = Cast.agent,
        key: SigningKey? = nil,
        nonce: Nonce = clientNonce,
        heartbeat: Duration = .seconds(30)
    ) -> Envelope {
        let registration = Registration(
            publicKey: (key ?? gateway).publicKey,
            nonce: nonce,
            session: "s",
            epoch: 1,
            heartbeatInterval: heartbeat,
            limits: .init(maximumMessageByteCount: 1 << 20, messagesPerSecond: 200)
        )
        return Cast.message(.registration(registration), from: gateway, to: agent)
    }

    // MARK: - Steps

    mutating func receive(_ envelope: Envelope) -> GatewayStateMachine.Reading {
        machine.received(envelope, clientNonce: Self.clientNonce, now: now, jitter: jitter)
    }

    mutating func lose(_ error: GatewayError = .passing) {
        machine.lost(error, now: now, jitter: jitter)
    }

    mutating func advance(_ duration: Duration) -> GatewayStateMachine.Action? {
        now = now + duration
        return machine.timerFired(now: now, jitter: jitter)
    }

    /// How long the machine waits from here.
    var wait: Duration? { machine.deadline.map { $0 - now } }

    /// Up to the open socket.
    mutating func open() {
        _ = machine.started()
        machine.opened(now: now)
    }

    /// Up to the session.
    mutating func register(_ gateway: SigningKey = Cast.gateway, heartbeat: Duration = .seconds(30)) {
        open()
        _ = receive(Self.challenge(from: gateway))
        _ = receive(Self.registration(from: gateway, heartbeat: heartbeat))
    }

    /// From a wait to the next session.
    mutating func comeBack() {
        now = machine.deadline ?? now
        _ = machine.timerFired(now: now, jitter: jitter)
        machine.opened(now: now)
        _ = receive(Self.challenge())
        _ = receive(Self.registration())
    }
}

@Suite("The life of a connection to a gateway")
struct GatewayStateMachineTests {
    @Test("connect, challenge, registration: connected, and a heartbeat is due")
    func registering() {
        var talk = GatewayConversation()
        #expect(talk.machine.state == .disconnected)
        #expect(talk.machine.started() == .connect)
        #expect(talk.machine.state == .connecting(failures: 0, reason: nil))
        #expect(talk.machine.deadline == nil)
        talk.machine.opened(now: talk.now)
        #expect(talk.wait == .seconds(10))

        let challenge = GatewayConversation.challenge()
        #expect(
            talk.receive(challenge)
                == .handled(
                    .register(
                        challenge: challenge.id,
                        nonce: GatewayConversation.challengeNonce,
                        gateway: Cast.gateway.did
                    )
                )
        )
        #expect(talk.machine.gateway == nil)
        #expect(talk.receive(GatewayConversation.registration()) == .handled(nil))
        #expect(talk.machine.state.session?.gateway == Cast.gateway.did)
        #expect(talk.machine.gateway == Cast.gateway.did)
        #expect(talk.wait == .seconds(30))
    }

    @Test("a second start, while there is something going on, does nothing")
    func startedTwice() {
        var talk = GatewayConversation()
        _ = talk.machine.started()
        #expect(talk.machine.started() == nil)
        talk.machine.opened(now: talk.now)
        #expect(talk.machine.started() == nil)
        _ = talk.receive(GatewayConversation.challenge())
        #expect(talk.machine.started() == nil)
        _ = talk.receive(GatewayConversation.registration())
        #expect(talk.machine.started() == nil)
        talk.lose()
        #expect(talk.machine.started() == nil)
    }

    @Test("a client that ended can be started again, and has forgotten its failures")
    func startedAgain() {
        var talk = GatewayConversation(reconnect: .once)
        _ = talk.machine.started()
        talk.lose()
        #expect(talk.machine.state == .error(.passing))
        #expect(talk.machine.started() == .connect)
        #expect(talk.machine.state == .connecting(failures: 0, reason: nil))
    }

    // MARK: - The challenge

    @Test(
        "anything but a challenge first ends it",
        arguments: [
            Cast.message(.pong(Heartbeat()), from: Cast.gateway, to: Cast.gateway),
            Cast.message(.ping(Heartbeat()), from: Cast.gateway, to: Cast.gateway),
            Cast.message(.ping(Heartbeat(nonce: "short")), from: Cast.gateway, to: Cast.gateway),
            Cast.message(
                .ping(Heartbeat(nonce: GatewayConversation.challengeNonce.description)),
                from: Cast.gateway,
                to: Cast.agent
            ),
            GatewayConversation.registration(),
            Cast.message(.unregister(Unregister(reason: "draining")), from: Cast.gateway),
            Cast.message(.execRequest(ExecRequest()), from: Cast.peer),
        ]
    )
    func noChallenge(_ message: Envelope) throws {
        var talk = GatewayConversation()
        talk.open()
        guard case .handled(.hangUp(let reason)) = talk.receive(message) else {
            Issue.record("nothing was hung up")
            return
        }
        #expect(reason.code == .protocolViolation)
        #expect(talk.machine.state.error?.code == .protocolViolation)
        #expect(talk.machine.deadline == nil)
    }

    @Test("an ERROR in place of the challenge: what it says decides", arguments: [false, true])
    func refusedGreeting(_ isRetryable: Bool) {
        var talk = GatewayConversation()
        talk.open()
        let report = ErrorReport(code: .resourceExhausted, message: "full", retryable: isRetryable)
        _ = talk.receive(Cast.message(.error(report), from: Cast.gateway, to: Cast.gateway))
        if isRetryable {
            #expect(talk.machine.phase == .waiting)
        } else {
            #expect(talk.machine.state.error?.code == .registrationRefused)
            #expect(talk.machine.state.error?.wireCode == .resourceExhausted)
        }
    }

    // MARK: - The pin

    @Test("a configured gateway: another one is hung up on, and the error names both")
    func pinConfigured() throws {
        var talk = GatewayConversation(gateway: Cast.gateway.did)
        talk.open()
        _ = talk.receive(GatewayConversation.challenge(from: Cast.stranger))
        let error = try #require(talk.machine.state.error)
        #expect(error.code == .gatewayMismatch)
        #expect(error.message.contains(Cast.gateway.did.description))
        #expect(error.message.contains(Cast.stranger.did.description))
        #expect(!error.isTransient)
    }

    @Test("the first gateway is remembered: another one at the same place is hung up on")
    func pinRemembered() {
        var talk = GatewayConversation()
        talk.register()
        talk.lose()
        _ = talk.advance(.seconds(30))
        talk.machine.opened(now: talk.now)
        _ = talk.receive(GatewayConversation.challenge(from: Cast.stranger))
        #expect(talk.machine.state.error?.code == .gatewayMismatch)
    }

    @Test("a gateway that has not proved itself is not remembered")
    func pinUnproved() {
        var talk = GatewayConversation()
        talk.open()
        _ = talk.receive(GatewayConversation.challenge(from: Cast.stranger))
        talk.lose()
        #expect(talk.machine.expectedGateway == nil)
    }

    @Test(
        "on this machine gateways come and go with fresh keys",
        arguments: ["ws://127.0.0.1:8000/ws", "ws://localhost/ws", "ws://[::1]:9/ws", "ws://127.8.9.10/ws"]
    )
    func pinLoopback(_ url: String) {
        var talk = GatewayConversation(url)
        talk.register()
        talk.lose()
        _ = talk.advance(.seconds(30))
        talk.machine.opened(now: talk.now)
        _ = talk.receive(GatewayConversation.challenge(from: Cast.stranger))
        _ = talk.receive(GatewayConversation.registration(from: Cast.stranger))
        #expect(talk.machine.gateway == Cast.stranger.did)
    }

    @Test("a configured gateway is insisted on even on this machine")
    func pinConfiguredLoopback() {
        var talk = GatewayConversation("ws://127.0.0.1:8000/ws", gateway: Cast.gateway.did)
        talk.register()
        #expect(talk.machine.gateway == Cast.gateway.did)
        talk.lose()
        _ = talk.advance(.seconds(30))
        talk.machine.opened(now: talk.now)
        _ = talk.receive(GatewayConversation.challenge(from: Cast.stranger))
        #expect(talk.machine.state.error?.code == .gatewayMismatch)
    }

    // MARK: - The gateway's proof

    @Test(
        "a registration that proves nothing is hung up on",
        arguments: [
            GatewayConversation.registration(nonce: Cast.nonce(3)),
            GatewayConversation.registration(key: Cast.stranger),
            GatewayConversation.registration(from: Cast.stranger),
            // The answer that somebody in between got under its own name.
            GatewayConversation.registration(to: Cast.stranger),
            GatewayConversation.registration(to: Cast.gateway),
            Cast.message(.ping(Heartbeat()), from: Cast.gateway),
            Cast.message(.error(ErrorReport(code: .draining, message: "")), from: Cast.stranger),
        ]
    )
    func unproved(_ message: Envelope) {
        var talk = GatewayConversation()
        talk.open()
        _ = talk.receive(GatewayConversation.challenge())
        guard case .handled(.hangUp(let reason)) = talk.receive(message) else {
            Issue.record("nothing was hung up")
            return
        }
        #expect(reason.code == .authenticationFailed)
        #expect(talk.machine.state.error?.code == .gatewayUnproved)
    }

    @Test("a refused registration: the code decides whether to come back", arguments: ErrorCode.allCases)
    func refused(_ code: ErrorCode) throws {
        var talk = GatewayConversation()
        talk.open()
        _ = talk.receive(GatewayConversation.challenge())
        let report = ErrorReport(code: code, message: "no")
        _ = talk.receive(Cast.message(.error(report), from: Cast.gateway, to: Cast.gateway))
        guard code.isRetryable else {
            let error = try #require(talk.machine.state.error)
            #expect(error.code == (code == .permissionDenied ? .denied : .registrationRefused))
            #expect(error.wireCode == code)
            return
        }
        guard case .connecting(1, let reason?) = talk.machine.state else {
            Issue.record("\(talk.machine.state)")
            return
        }
        #expect(reason.wireCode == code)
        #expect(talk.wait == .seconds(1))
    }

    // MARK: - Time

    @Test("a gateway that does not greet, or does not answer, is hung up on after a while", arguments: [false, true])
    func silence(_ hasGreeted: Bool) {
        var talk = GatewayConversation()
        talk.open()
        if hasGreeted { _ = talk.receive(GatewayConversation.challenge()) }
        #expect(talk.advance(.seconds(9)) == nil)
        guard case .hangUp(let reason) = talk.advance(.seconds(1)) else {
            Issue.record("nothing was hung up")
            return
        }
        #expect(reason.code == .registrationTimeout)
        #expect(talk.machine.phase == .waiting)
    }

    @Test("a timer that fires early, late or without reason does nothing")
    func strayTimers() {
        var talk = GatewayConversation()
        #expect(talk.machine.timerFired(now: talk.now, jitter: 1) == nil)
        _ = talk.machine.started()
        #expect(talk.advance(.seconds(100)) == nil)
        talk.register()
        talk.machine.opened(now: talk.now)
        talk.lose(.lasting)
        #expect(talk.advance(.seconds(100)) == nil)
    }

    @Test("heartbeats: sent in time, and after two without a PONG the connection is given up")
    func heartbeats() {
        var talk = GatewayConversation()
        talk.register()
        #expect(talk.advance(.seconds(30)) == .sendHeartbeat)
        #expect(talk.receive(Cast.message(.pong(Heartbeat()), from: Cast.gateway)) == .deliver)
        #expect(talk.advance(.seconds(30)) == .sendHeartbeat)
        // Somebody else's sign of life is none of the gateway's.
        #expect(talk.receive(Cast.message(.pong(Heartbeat()), from: Cast.peer)) == .deliver)
        #expect(talk.advance(.seconds(30)) == .sendHeartbeat)
        guard case .hangUp(let reason) = talk.advance(.seconds(30)) else {
            Issue.record("nothing was hung up")
            return
        }
        #expect(reason.code == .heartbeatMissed)
        #expect(talk.machine.phase == .waiting)
    }

    @Test("a PONG counts for the session that it came in, not for the next")
    func heartbeatsAfterReturn() {
        var talk = GatewayConversation()
        talk.register()
        _ = talk.advance(.seconds(30))
        _ = talk.advance(.seconds(30))
        talk.lose()
        talk.comeBack()
        #expect(talk.advance(.seconds(30)) == .sendHeartbeat)
        #expect(talk.advance(.seconds(30)) == .sendHeartbeat)
    }

    @Test("a gateway that wants a heartbeat every 0 ms gets one every second")
    func hostileHeartbeat() {
        var talk = GatewayConversation()
        talk.register(heartbeat: .zero)
        #expect(talk.wait == .seconds(1))
        #expect(talk.advance(.seconds(1)) == .sendHeartbeat)
        #expect(talk.wait == .seconds(1))
    }

    @Test("a heartbeat interval of millennia is held at the clock's end")
    func endlessHeartbeat() {
        var talk = GatewayConversation()
        talk.register(heartbeat: .milliseconds(1 << 53 - 1))
        #expect(talk.machine.deadline == LoopInstant(nanoseconds: .max))
        #expect(talk.machine.state.session != nil)
    }
}
