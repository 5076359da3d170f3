// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTransport
import Testing

@testable import AIConexusSDK

@Suite("Questions that one message answers", .timeLimit(.minutes(1)))
struct NegotiationsTests {
    private typealias Outcome = Result<Negotiations.Answer, CallError>

    /// Asks, does something meanwhile, and waits for the outcome.
    private static func ask(
        _ payload: Payload = .intent(.naturalLanguage("can you?")),
        sealed: Bool = false,
        on bench: isolated CallBench,
        _ meanwhile: (MessageID) -> Void
    ) async -> Outcome {
        let id = Cast.id()
        return await withCheckedContinuation { continuation in
            bench.negotiations.ask(
                payload,
                id: id,
                to: Cast.peer.did,
                inReplyTo: nil,
                sealedFor: sealed ? bench.peerSealer.publicKey : nil,
                timeout: .seconds(10),
                continuation
            )
            meanwhile(id)
        }
    }

    private static func code(_ outcome: Outcome) -> CallError.Code? {
        if case .failure(let error) = outcome { error.code } else { nil }
    }

    /// Has an intent come.
    private static func receive(
        _ intent: Intent,
        id: MessageID = Cast.id(),
        from sender: SigningKey = Cast.peer,
        answering correlationID: MessageID? = nil,
        sealed: Bool = false,
        on bench: isolated CallBench,
        _ handler: IntentHandler? = nil
    ) {
        var envelope = Cast.message(.intent(intent), from: sender, answering: correlationID)
        envelope.id = id
        let reader = sealed ? bench.peerSealer.publicKey : nil
        bench.negotiations.received(envelope, intent, reader, bench.relay, handler)
    }

    // MARK: - Ours

    @Test("the asked one's answer, by the question's id, and nobody else's")
    func answered() async throws {
        try await CallBench.with { bench in
            let outcome = await Self.ask(on: bench) { id in
                Self.receive(.answer(.accepted), from: Cast.stranger, answering: id, on: bench)
                Self.receive(.answer(.declined), answering: Cast.id(), on: bench)
                Self.receive(.answer(.declined), on: bench)
                bench.loop.advance(by: .milliseconds(40))
                Self.receive(.answer(.counter, cost: "1 EUR"), answering: id, on: bench)
                Self.receive(.answer(.declined), answering: id, on: bench)
            }
            let answer = try outcome.get()
            #expect(answer.payload == .intent(.answer(.counter, cost: "1 EUR")))
            #expect(answer.roundTripTime == .milliseconds(40) && answer.path == .relay)
            bench.loop.advance(by: .seconds(100))
        }
    }

    @Test("refused by the asked one or the gateway, not by a stranger")
    func refused() async throws {
        try await CallBench.with { bench in
            for sender in [Cast.peer, Cast.gateway] {
                let outcome = await Self.ask(on: bench) { id in
                    let report = ErrorReport(code: .unknownAgent, message: "gone")
                    let forged = Cast.message(.error(report), from: Cast.stranger, answering: id)
                    #expect(!bench.negotiations.refused(forged, report, gateway: Cast.gateway.did))
                    let real = Cast.message(.error(report), from: sender, answering: id)
                    #expect(bench.negotiations.refused(real, report, gateway: Cast.gateway.did))
                    #expect(!bench.negotiations.refused(real, report, gateway: Cast.gateway.did))
                }
                #expect(Self.code(outcome) == .unknownAgent)
            }
        }
    }

    @Test("no answer in time, cancelled, not sent, the connection lost: each says so, once")
    func ends() async throws {
        try await CallBench.with { bench in
            var outcome = await Self.ask(on: bench) { _ in bench.loop.advance(by: .seconds(11)) }
            #expect(Self.code(outcome) == .timeout)
            outcome = await Self.ask(on: bench) { id in
                bench.negotiations.cancel(id)
                bench.negotiations.cancel(id)
            }
            #expect(Self.code(outcome) == .cancelled)
            outcome = await Self.ask(on: bench) { id in
                bench.negotiations.lostRelay { $0 == id }
                bench.negotiations.lostRelay { _ in false }
            }
            #expect(Self.code(outcome) == .outcomeUnknown)
            outcome = await Self.ask(on: bench) { id in
                #expect(bench.negotiations.couldNotSend(id, CallError(.payloadTooLarge, "")))
            }
            #expect(Self.code(outcome) == .payloadTooLarge)
            outcome = await Self.ask(on: bench) { _ in bench.negotiations.failAll(CallError(.notConnected, "")) }
            #expect(Self.code(outcome) == .notConnected)
            bench.relay.failure = GatewayError(.disconnected, "gone")
            outcome = await Self.ask(on: bench) { _ in }
            #expect(Self.code(outcome) == .notConnected)
        }
    }

    @Test("a question that a lost direct path may have lost goes by relay, as it was")
    func lostDirect() async throws {
        try await CallBench.with { bench in
            bench.isDirect = true
            let outcome = await Self.ask(.ping(Heartbeat()), on: bench) { id in
                bench.isDirect = false
                bench.negotiations.lostDirect(bench.direct)
                #expect(bench.relay.repeated == [id])
                bench.negotiations.received(pong: Cast.message(.pong(Heartbeat()), from: Cast.peer, answering: id))
            }
            let answer = try outcome.get()
            #expect(answer.path == .relay)
        }
    }

    @Test("a question can be sealed")
    func sealed() async throws {
        try await CallBench.with { bench in
            _ = await Self.ask(.intent(.naturalLanguage("secret")), sealed: true, on: bench) { id in
                bench.negotiations.cancel(id)
            }
            let sent = try #require(bench.relay.sent.first)
            guard case .sealed(.intent, _) = sent.payload else {
                Issue.record("it went in the clear")
                return
            }
            #expect(try bench.peerSealer.open(sent).payload == .intent(.naturalLanguage("secret")))
        }
    }

    // MARK: - Others'

    @Test("without a handler everything is declined; with one it answers, sealed as it was asked")
    func answering() async throws {
        try await CallBench.with { bench in
            Self.receive(.naturalLanguage("x"), on: bench)
            #expect(await bench.relay.next().payload == .intent(.answer(.declined)))
            Self.receive(.structured(task: "x"), sealed: true, on: bench) { intent, context in
                #expect(context.caller == Cast.peer.did && context.isSealed)
                return .answer(.accepted)
            }
            let answer = await bench.relay.next()
            guard case .sealed(.intent, _) = answer.payload else {
                Issue.record("it went in the clear")
                return
            }
            let opened = try bench.peerSealer.open(answer)
            #expect(opened.payload == .intent(.answer(.accepted)))
        }
    }

    @Test("a handler's own failure is told, anything else not; of a sealed intent neither")
    func failures() async throws {
        try await CallBench.with { bench in
            let own: IntentHandler = { _, _ in throw HandlerError("TOO_MUCH", "secret", isRetryable: true) }
            Self.receive(.naturalLanguage("x"), on: bench, own)
            let told = try #require(await bench.refusal())
            #expect(told.code == .agentError && told.message == "secret" && told.retryable == true)
            #expect(told.details?["code"] == "TOO_MUCH")
            Self.receive(.naturalLanguage("x"), sealed: true, on: bench, own)
            let sealed = try #require(await bench.refusal())
            #expect(sealed.message == ErrorCode.agentError.summary && sealed.details == nil)
            Self.receive(.naturalLanguage("x"), on: bench) { _, _ in throw CancellationError() }
            #expect(await bench.refusal()?.message == ErrorCode.agentError.summary)
        }
    }

    @Test("at most 64 intents at a time, also when senders choose the same ids")
    func bound() async throws {
        try await CallBench.with { bench in
            let gate = Gate()
            let id = Cast.id()
            for _ in 0..<64 {
                Self.receive(.naturalLanguage("x"), id: id, from: SigningKey(), on: bench) { _, _ in
                    await gate.pass()
                    return .answer(.accepted)
                }
            }
            await gate.arrivals(64)
            Self.receive(.naturalLanguage("x"), id: id, on: bench) { _, _ in .answer(.accepted) }
            #expect(await bench.refusal()?.code == .allBusy)
            await gate.open()
            for _ in 0..<64 { #expect(await bench.relay.next().type == .intent) }
            Self.receive(.naturalLanguage("x"), on: bench) { _, _ in .answer(.accepted) }
            #expect(await bench.relay.next().payload == .intent(.answer(.accepted)))
        }
    }

    @Test("an agent that drains takes no new intents, still hears answers, and stops its handlers at the end")
    func drain() async throws {
        try await CallBench.with { bench in
            let gate = Gate()
            Self.receive(.naturalLanguage("x"), on: bench) { _, _ in
                await gate.pass()
                try Task.checkCancellation()
                return .answer(.accepted)
            }
            await gate.arrivals(1)
            bench.negotiations.isDraining = true
            Self.receive(.naturalLanguage("x"), on: bench) { _, _ in .answer(.accepted) }
            #expect(await bench.refusal()?.code == .draining)
            let outcome = await Self.ask(on: bench) { id in
                Self.receive(.answer(.accepted), answering: id, on: bench)
            }
            #expect(Self.code(outcome) == nil)
            _ = bench.relay.rest()
            bench.negotiations.cancelHandlers()
            await gate.open()
            #expect(await bench.refusal()?.code == .agentError)
        }
    }
}
