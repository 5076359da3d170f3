// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTransport
import Testing

@testable import AIConexusSDK

@Suite("How a client comes back, and how it leaves")
struct GatewayReturnTests {
    // MARK: - Losses

    @Test("failed attempts: waits double up to the longest, each of them jittered")
    func backOff() {
        var talk = GatewayConversation()
        _ = talk.machine.started()
        var waits: [Duration?] = []
        for failure in 1...7 {
            talk.lose()
            #expect(talk.machine.state == .connecting(failures: failure, reason: .passing))
            waits.append(talk.wait)
            #expect(talk.advance(talk.wait ?? .zero) == .connect)
        }
        #expect(waits == [1, 2, 4, 8, 16, 30, 30].map { .seconds($0) })
        talk.jitter = 0.25
        talk.lose()
        #expect(talk.wait == .seconds(7.5))
    }

    @Test("after the last permitted attempt the last error is the end", arguments: [1, 2, 5])
    func attemptsBound(_ count: Int) {
        var talk = GatewayConversation(reconnect: ReconnectPolicy(maximumAttempts: count))
        _ = talk.machine.started()
        for _ in 1..<count {
            talk.lose()
            #expect(talk.advance(.seconds(30)) == .connect)
        }
        talk.lose()
        #expect(talk.machine.state == .error(.passing))
        #expect(talk.machine.deadline == nil)
    }

    @Test("attempts are counted in a row: a session begins the count anew")
    func attemptsAfterSession() {
        var talk = GatewayConversation(reconnect: ReconnectPolicy(maximumAttempts: 2))
        for _ in 0..<5 {
            talk.register()
            talk.lose()
            #expect(talk.machine.state == .connecting(failures: 1, reason: .passing))
            talk.comeBack()
        }
        #expect(talk.machine.state.session != nil)
    }

    @Test("an error that a retry cannot mend is the end, wherever it comes")
    func lastingErrors() {
        for step in 0...3 {
            var talk = GatewayConversation()
            _ = talk.machine.started()
            if step > 0 { talk.machine.opened(now: talk.now) }
            if step > 1 { _ = talk.receive(GatewayConversation.challenge()) }
            if step > 2 { _ = talk.receive(GatewayConversation.registration()) }
            talk.lose(.lasting)
            #expect(talk.machine.state == .error(.lasting))
            talk.lose()
            #expect(talk.machine.state == .error(.lasting))
        }
    }

    @Test("a gateway that registers and throws out again at once is called less and less often")
    func revolvingDoor() {
        var talk = GatewayConversation()
        talk.register()
        var waits: [Duration?] = []
        for _ in 0..<6 {
            talk.lose()
            waits.append(talk.wait)
            talk.comeBack()
        }
        #expect(waits == [1, 2, 4, 8, 16, 30].map { .seconds($0) })
    }

    @Test("after a session that lasted, waits begin with the shortest")
    func lastingSession() {
        var talk = GatewayConversation()
        talk.register()
        for _ in 0..<4 {
            talk.lose()
            talk.comeBack()
        }
        talk.now = talk.now + .seconds(30)
        talk.lose()
        #expect(talk.wait == .seconds(1))
    }

    // MARK: - Drain

    private static func leave(after delay: Duration?) -> Envelope {
        Cast.message(.unregister(Unregister(reason: "draining", reconnectAfter: delay)), from: Cast.gateway)
    }

    @Test("a draining gateway says when to come back, and is left at that time")
    func drain() {
        var talk = GatewayConversation()
        talk.register()
        #expect(talk.receive(Self.leave(after: .seconds(7))) == .handled(nil))
        #expect(talk.machine.state.session != nil)
        talk.jitter = 0
        talk.lose()
        #expect(talk.wait == .seconds(7))
        talk.comeBack()
        talk.lose()
        #expect(talk.wait == .zero)
    }

    @Test("a draining gateway that does not say when is come back to as after any loss")
    func drainWithoutTime() {
        var talk = GatewayConversation()
        talk.register()
        _ = talk.receive(Self.leave(after: nil))
        talk.lose()
        #expect(talk.wait == .seconds(1))
    }

    @Test("a gateway cannot send an agent away for years")
    func drainForYears() {
        var talk = GatewayConversation()
        talk.register()
        _ = talk.receive(Self.leave(after: .milliseconds(1 << 53 - 1)))
        talk.lose()
        #expect(talk.wait == .seconds(600))
    }

    @Test("a gateway cannot have itself called without a pause")
    func drainForNoTime() {
        var talk = GatewayConversation()
        talk.register()
        var waits: [Duration?] = []
        for _ in 0..<3 {
            _ = talk.receive(Self.leave(after: .zero))
            talk.lose()
            waits.append(talk.wait)
            talk.comeBack()
        }
        #expect(waits == [1, 2, 4].map { .seconds($0) })
    }

    @Test("a refusal's retry_after_ms is a least wait too, and no longer than ten minutes")
    func refusalWithTime() {
        for (asked, expected) in [
            (Duration.zero, Duration.seconds(1)), (.seconds(5), .seconds(5)), (.seconds(9_000), .seconds(600)),
        ] {
            var talk = GatewayConversation()
            talk.open()
            let report = ErrorReport(code: .resourceExhausted, message: "full", retryAfter: asked)
            _ = talk.receive(Cast.message(.error(report), from: Cast.gateway, to: Cast.gateway))
            #expect(talk.wait == expected)
        }
    }

    @Test("somebody else's UNREGISTER is not the gateway's")
    func foreignDrain() {
        var talk = GatewayConversation()
        talk.register()
        let leave = Cast.message(.unregister(Unregister(reconnectAfter: .seconds(500))), from: Cast.peer)
        #expect(talk.receive(leave) == .deliver)
        talk.lose()
        #expect(talk.wait == .seconds(1))
    }

    // MARK: - In a session

    @Test("messages of others are delivered, whatever they are")
    func delivered() {
        var talk = GatewayConversation()
        talk.register()
        for payload in [
            Payload.pong(Heartbeat()), .execRequest(ExecRequest()), .error(ErrorReport(code: .draining, message: "")),
        ] {
            #expect(talk.receive(Cast.message(payload, from: Cast.peer)) == .deliver)
            #expect(talk.receive(Cast.message(payload, from: Cast.gateway)) == .deliver)
        }
    }

    @Test("the answer to a new description brings new terms; one from somebody else brings nothing")
    func newTerms() {
        var talk = GatewayConversation()
        talk.register()
        let answer = GatewayConversation.registration(nonce: Cast.nonce(4), heartbeat: .seconds(5))
        #expect(talk.receive(answer) == .handled(nil))
        #expect(talk.machine.state.session?.heartbeatInterval == .seconds(5))
        #expect(talk.receive(GatewayConversation.registration(from: Cast.peer)) == .deliver)
        #expect(talk.machine.state.session?.gateway == Cast.gateway.did)
    }

    // MARK: - Leaving

    @Test("leaving a session: UNREGISTER, then the gateway has two seconds to close")
    func leaving() {
        var talk = GatewayConversation()
        talk.register()
        #expect(talk.machine.stopped(now: talk.now) == .unregister)
        #expect(talk.machine.state == .disconnecting)
        #expect(talk.wait == .seconds(2))
        #expect(talk.receive(Cast.message(.execResponse(ExecResponse(status: .success)), from: Cast.peer)) == .deliver)
        #expect(talk.machine.stopped(now: talk.now) == nil)
        talk.lose(.lasting)
        #expect(talk.machine.state == .disconnected)
    }

    @Test("a gateway that does not close is hung up on")
    func leavingSlowly() {
        var talk = GatewayConversation()
        talk.register()
        _ = talk.machine.stopped(now: talk.now)
        #expect(talk.advance(.seconds(2)) == .hangUp(WebSocketCloseReason(.normal)))
        #expect(talk.machine.state == .disconnected)
        #expect(talk.machine.deadline == nil)
    }

    @Test("stopping before there is a session hangs up; stopping twice, or in a wait, does nothing more")
    func stoppingEarly() {
        var talk = GatewayConversation()
        #expect(talk.machine.stopped(now: talk.now) == nil)
        #expect(talk.machine.state == .disconnected)
        _ = talk.machine.started()
        #expect(talk.machine.stopped(now: talk.now) == .hangUp(WebSocketCloseReason(.normal)))
        #expect(talk.machine.stopped(now: talk.now) == nil)
        talk.open()
        #expect(talk.machine.stopped(now: talk.now) == .hangUp(WebSocketCloseReason(.normal)))
        _ = talk.machine.started()
        talk.lose()
        #expect(talk.machine.stopped(now: talk.now) == nil)
        #expect(talk.machine.deadline == nil)
        #expect(talk.machine.state == .disconnected)
    }

    @Test("nothing that comes after the end, or between connections, does anything")
    func lateEvents() {
        var talk = GatewayConversation()
        #expect(talk.receive(GatewayConversation.challenge()) == .handled(nil))
        talk.machine.opened(now: talk.now)
        #expect(talk.machine.phase == .idle)
        talk.register()
        talk.lose()
        talk.machine.opened(now: talk.now)
        #expect(talk.receive(GatewayConversation.registration()) == .handled(nil))
        #expect(talk.machine.phase == .waiting)
        _ = talk.machine.stopped(now: talk.now)
        #expect(talk.receive(GatewayConversation.challenge()) == .handled(nil))
        #expect(talk.machine.state == .disconnected)
    }
}

@Suite("When to come back")
struct ReconnectPolicyTests {
    @Test("the wait never exceeds its bound and is never negative, after any number of failures")
    func bounds() {
        let policy = ReconnectPolicy(firstDelay: .milliseconds(300), maximumDelay: .seconds(20))
        for failures in [1, 2, 3, 10, 100, 1_000_000, Int.max] {
            for jitter in [0, 0.001, 0.5, 1] {
                let delay = policy.delay(after: failures, jitter: jitter)
                #expect(delay >= .zero && delay <= .seconds(20) * jitter)
            }
        }
        #expect(policy.delay(after: 1, jitter: 1) == .milliseconds(300))
        #expect(policy.delay(after: 3, jitter: 0.5) == .milliseconds(600))
    }

    @Test("0 attempts are any number")
    func attempts() {
        #expect(ReconnectPolicy().permitsAttempt(after: .max))
        #expect(ReconnectPolicy(maximumAttempts: 3).permitsAttempt(after: 2))
        #expect(!ReconnectPolicy(maximumAttempts: 3).permitsAttempt(after: 3))
        #expect(!ReconnectPolicy.once.permitsAttempt(after: 1))
    }
}
