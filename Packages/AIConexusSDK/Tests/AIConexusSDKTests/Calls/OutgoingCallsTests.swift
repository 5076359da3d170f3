// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTransport
import Testing

@testable import AIConexusSDK

/// How calls ended, in the order in which they did.
final class Outcomes {
    private(set) var all: [Result<OutgoingCall.Answer, CallError>] = []

    func add(_ outcome: Result<OutgoingCall.Answer, CallError>) { all.append(outcome) }

    /// The errors' codes, `nil` for successes.
    var codes: [CallError.Code?] {
        all.map { if case .failure(let error) = $0 { error.code } else { nil } }
    }

    /// The results, `nil` for failures.
    var results: [JSONValue?] { all.map { try? $0.get().result } }
}

extension CallBench {
    /// Makes a call that the test hears of.
    func call(
        _ outcomes: Outcomes,
        _ request: ExecRequest = ExecRequest(capability: "work"),
        to callee: SigningKey = Cast.peer,
        instance: MessageID? = nil,
        timeout: Duration? = .seconds(60),
        policy: PathPolicy = .automatic
    ) -> MessageID {
        var order = order(request, to: callee, timeout: timeout)
        order.instance = instance
        order.policy = policy
        outgoing.start(order, .handler { outcomes.add($0) })
        return order.id
    }

    /// Makes a streaming call.
    func stream(
        window: Int = 4,
        timeout: Duration? = nil,
        idleTimeout: Duration? = .seconds(60)
    ) -> (id: MessageID, parts: BoundedQueue<JSONValue>) {
        var order = order(.call(stream: true, window: window), to: Cast.peer, timeout: timeout)
        order.window = window
        order.idleTimeout = idleTimeout
        let parts = BoundedQueue<JSONValue>(capacity: .max) {}
        outgoing.start(order, .parts(parts))
        return (order.id, parts)
    }

    private func order(_ request: ExecRequest, to callee: SigningKey, timeout: Duration?) -> OutgoingCalls.Order {
        OutgoingCalls.Order(id: Cast.id(), callee: callee.did, request: request, timeout: timeout, window: 64)
    }

    /// What becomes of an answer.
    enum Reception {
        case taken, ignored
    }

    /// Has an answer come.
    @discardableResult
    func answer(
        _ payload: Payload,
        to id: MessageID?,
        from sender: SigningKey = Cast.peer,
        over path: RecordingPath? = nil
    ) -> Reception {
        let envelope = Cast.message(payload, from: sender, answering: id)
        return outgoing.received(envelope, over: path ?? relay, gateway: Cast.gateway.did) ? .taken : .ignored
    }

    /// Everything that was sent on a path since the last look, by type.
    func sent(on path: RecordingPath? = nil) -> [MessageType] { (path ?? relay).rest().map(\.type) }
}

@Suite("Making calls", .timeLimit(.minutes(1)))
struct OutgoingCallsTests {
    private static func success(_ result: JSONValue) -> Payload { .execResponse(.end(result)) }

    // MARK: - Answers

    @Test("the callee's answer ends the call, once; nobody else's does")
    func answers() async throws {
        try await CallBench.with { bench in
            let outcomes = Outcomes()
            let id = bench.call(outcomes)
            #expect(bench.sent() == [.execRequest])
            #expect(bench.answer(Self.success("forged"), to: id, from: Cast.stranger) == .ignored)
            let refusal = Payload.error(ErrorReport(code: .cancelled, message: ""))
            #expect(bench.answer(refusal, to: id, from: Cast.stranger) == .ignored)
            #expect(bench.answer(Self.success("other"), to: Cast.id()) == .ignored)
            #expect(bench.answer(Self.success("none"), to: nil) == .ignored)
            #expect(bench.answer(.pong(Heartbeat()), to: id) == .ignored)
            #expect(outcomes.all.isEmpty)
            bench.loop.advance(by: .milliseconds(30))
            #expect(bench.answer(Self.success("done"), to: id) == .taken)
            #expect(bench.answer(Self.success("again"), to: id) == .ignored)
            #expect(outcomes.results == ["done"])
            let answer = try outcomes.all[0].get()
            #expect(answer.path == .relay && answer.roundTripTime == .milliseconds(30))
            #expect(bench.outgoing.count == 0)
            bench.loop.advance(by: .seconds(1_000))
            #expect(outcomes.all.count == 1 && bench.sent().isEmpty)
        }
    }

    @Test("the gateway may say that a call failed, in either way")
    func gatewayFailures() async throws {
        try await CallBench.with { bench in
            let outcomes = Outcomes()
            var id = bench.call(outcomes)
            let refusal = Payload.error(ErrorReport(code: .unknownAgent, message: ""))
            #expect(bench.answer(refusal, to: id, from: Cast.gateway) == .taken)
            id = bench.call(outcomes)
            #expect(bench.answer(.execResponse(.failure(.outcomeUnknown)), to: id, from: Cast.gateway) == .taken)
            #expect(outcomes.codes == [.unknownAgent, .outcomeUnknown])
            guard case .failure(let error) = outcomes.all[0] else { return }
            #expect(error.source == .gateway)
        }
    }

    @Test("a result or a part that the gateway makes up is not believed: the call ends, the callee is told")
    func gatewayForgery() async throws {
        try await CallBench.with { bench in
            let outcomes = Outcomes()
            let id = bench.call(outcomes)
            #expect(bench.answer(Self.success("forged"), to: id, from: Cast.gateway) == .taken)
            #expect(outcomes.codes == [.unprovedAgent])
            #expect(bench.sent() == [.execRequest, .error])
            let (stream, parts) = bench.stream()
            #expect(bench.answer(.execResponse(.part(0)), to: stream, from: Cast.gateway) == .taken)
            let error = await #expect(throws: CallError.self) { try await parts.next() }
            #expect(error?.code == .unprovedAgent)
        }
    }

    @Test("what the gateway itself was asked, it may answer")
    func gatewayAnswers() async throws {
        try await CallBench.with { bench in
            let outcomes = Outcomes()
            let id = bench.call(outcomes, to: Cast.gateway)
            #expect(bench.answer(Self.success("list"), to: id, from: Cast.gateway) == .taken)
            #expect(outcomes.results == ["list"])
        }
    }

    @Test("REPLAY_DETECTED about a text that went both ways ends nothing")
    func replay() async throws {
        try await CallBench.with { bench in
            let outcomes = Outcomes()
            let id = bench.call(outcomes)
            #expect(bench.answer(.error(ErrorReport(code: .replayDetected, message: "")), to: id) == .taken)
            #expect(outcomes.all.isEmpty)
            bench.answer(Self.success("done"), to: id)
            #expect(outcomes.results == ["done"])
        }
    }

    // MARK: - Ends from this side

    @Test("the time is up: TIMEOUT, and the callee is told, once")
    func timeout() async throws {
        try await CallBench.with { bench in
            let outcomes = Outcomes()
            let id = bench.call(outcomes, timeout: .seconds(2))
            bench.loop.advance(by: .milliseconds(1_990))
            #expect(outcomes.all.isEmpty)
            bench.loop.advance(by: .milliseconds(30))
            #expect(outcomes.codes == [.timeout])
            let sent = bench.relay.rest()
            #expect(sent.count == 2)
            guard case .error(let report) = sent[1].payload else {
                Issue.record("\(sent[1].payload)")
                return
            }
            #expect(report.code == .cancelled)
            #expect(sent[1].to == Cast.peer.did && sent[1].correlationID == id)
            #expect(bench.answer(Self.success("late"), to: id) == .ignored)
        }
    }

    @Test("a request that still waits here is taken back, and nobody hears of it")
    func withdrawn() async throws {
        try await CallBench.with { bench in
            let outcomes = Outcomes()
            let id = bench.call(outcomes)
            _ = bench.sent()
            bench.relay.waiting = [id]
            bench.outgoing.cancel(id)
            #expect(outcomes.codes == [.cancelled])
            #expect(bench.relay.withdrawn == [id])
            #expect(bench.sent().isEmpty)
        }
    }

    @Test("cancelling: the callee is told on the request's own way; twice is once")
    func cancel() async throws {
        try await CallBench.with { bench in
            let outcomes = Outcomes()
            let id = bench.call(outcomes)
            bench.isDirect = true
            bench.outgoing.cancel(id)
            bench.outgoing.cancel(id)
            bench.outgoing.cancel(Cast.id())
            #expect(bench.sent() == [.execRequest, .error])
            #expect(bench.sent(on: bench.direct).isEmpty)
            #expect(outcomes.codes == [.cancelled])
        }
    }

    @Test("a request that cannot be sent ends at once, with the right words")
    func unsendable() async throws {
        try await CallBench.with { bench in
            let outcomes = Outcomes()
            bench.relay.failure = GatewayError(.queueFull, "full", isTransient: true)
            _ = bench.call(outcomes)
            bench.relay.failure = GatewayError(.disconnected, "gone")
            _ = bench.call(outcomes)
            bench.relay.failure = nil
            bench.relay.maximumByteCount = 100
            _ = bench.call(outcomes)
            bench.relay.maximumByteCount = .max
            // A window of nothing is no message of the protocol.
            _ = bench.call(outcomes, .call(stream: true, window: 0))
            #expect(outcomes.codes == [.resourceExhausted, .notConnected, .payloadTooLarge, .malformedMessage])
            #expect(bench.outgoing.count == 0)
            #expect(bench.sent().isEmpty)
        }
    }

    @Test("everything that is open fails at the agent's end; each receiver hears it once")
    func failAll() async throws {
        try await CallBench.with { bench in
            let outcomes = Outcomes()
            for _ in 0..<10 { _ = bench.call(outcomes) }
            let (_, parts) = bench.stream()
            bench.outgoing.failAll(CallError(.notConnected, "over"))
            bench.outgoing.failAll(CallError(.notConnected, "over"))
            #expect(outcomes.codes == Array(repeating: .notConnected, count: 10))
            await #expect(throws: CallError.self) { try await parts.next() }
            #expect(bench.outgoing.count == 0)
        }
    }

    // MARK: - Losses

    @Test("a lost session: what it had may or may not be done; what still waits here is safe")
    func lostRelay() async throws {
        try await CallBench.with { bench in
            let outcomes = Outcomes()
            let waiting = bench.call(outcomes)
            _ = bench.call(outcomes)
            bench.outgoing.lostRelay { $0 == waiting }
            #expect(outcomes.codes == [.outcomeUnknown])
            bench.answer(Self.success("done"), to: waiting)
            #expect(outcomes.results == [nil, "done"])
        }
    }

    @Test("a lost session does not end what goes directly, or went over and is answered directly")
    func lostRelayBesideDirect() async throws {
        try await CallBench.with { bench in
            let outcomes = Outcomes()
            let (heard, parts) = bench.stream()
            bench.answer(.execResponse(.part(0)), to: heard)
            bench.isDirect = true
            let direct = bench.call(outcomes)
            bench.outgoing.lostRelay { _ in false }
            #expect(outcomes.all.isEmpty)
            bench.answer(Self.success("done"), to: direct, over: bench.direct)
            bench.answer(.execResponse(.end(after: 1)), to: heard, over: bench.direct)
            #expect(outcomes.results == ["done"])
            let (first, end) = (try await parts.next(), try await parts.next())
            #expect(first == [0] && end == nil)
        }
    }

    @Test("a lost direct path: requests go by relay as they were, unless they were heard or are too old")
    func lostDirect() async throws {
        try await CallBench.with { bench in
            let outcomes = Outcomes()
            bench.isDirect = true
            _ = bench.call(outcomes, timeout: nil)
            bench.loop.advance(by: .seconds(61))
            let (heard, _) = bench.stream()
            bench.answer(.execResponse(.part(0)), to: heard, over: bench.direct)
            let fresh = bench.call(outcomes)
            #expect(bench.sent().isEmpty)
            bench.isDirect = false
            #expect(bench.outgoing.lostDirect(bench.direct, to: Cast.peer.did))
            #expect(bench.relay.repeated == [fresh])
            #expect(!bench.outgoing.lostDirect(bench.direct, to: Cast.stranger.did))
            bench.answer(Self.success("done"), to: fresh)
            #expect(outcomes.results == ["done"])
        }
    }

    @Test("a callee that is another process, or gone, ends what was called of the one before")
    func calleeChanged() async throws {
        try await CallBench.with { bench in
            let outcomes = Outcomes()
            let (old, new) = (Cast.id(), Cast.id())
            _ = bench.call(outcomes, instance: old)
            let kept = bench.call(outcomes, instance: new)
            bench.outgoing.calleeChanged(Cast.peer.did, to: new)
            #expect(outcomes.codes == [.outcomeUnknown])
            bench.outgoing.calleeChanged(Cast.stranger.did, to: nil)
            #expect(bench.outgoing.count == 1)
            bench.answer(Self.success("done"), to: kept)
            #expect(outcomes.all.count == 2)
        }
    }

    @Test(
        "what does not fit the direct path goes by relay, unless it must not; a required path that is lost is said so"
    )
    func paths() async throws {
        try await CallBench.with { bench in
            let outcomes = Outcomes()
            bench.isDirect = true
            bench.direct.maximumByteCount = 100
            _ = bench.call(outcomes)
            #expect(bench.sent() == [.execRequest])
            _ = bench.call(outcomes, policy: .directRequired)
            #expect(outcomes.codes == [.payloadTooLarge])
            bench.direct.maximumByteCount = .max
            _ = bench.call(outcomes, policy: .relayOnly)
            #expect(bench.sent() == [.execRequest])
            bench.isDirect = false
            _ = bench.call(outcomes, policy: .directRequired)
            #expect(outcomes.codes == [.payloadTooLarge, .peerToPeerUnavailable])
        }
    }

    @Test("a request that waited and does not fit the gateway after all ends its call")
    func tooLongAfterAll() async throws {
        try await CallBench.with { bench in
            let outcomes = Outcomes()
            let id = bench.call(outcomes)
            #expect(bench.outgoing.couldNotSend(id, CallError(.payloadTooLarge, "too long")))
            #expect(!bench.outgoing.couldNotSend(id, CallError(.payloadTooLarge, "too long")))
            #expect(outcomes.codes == [.payloadTooLarge])
        }
    }
}
