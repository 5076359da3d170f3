// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTransport
import Testing

@testable import AIConexusSDK

@Suite("Answering calls", .timeLimit(.minutes(1)))
struct IncomingCallsTests {
    private struct Failure: Error {}

    // MARK: - Plain calls

    @Test("a call is carried out and answered, to its caller and by its id")
    func plain() async throws {
        try await CallBench.with { bench in
            try bench.serve { args, context in
                #expect(context.caller == Cast.peer.did)
                #expect(!context.isSealed && context.path == .relay)
                return args["x"] ?? .null
            }
            let id = bench.receive(.call(["x": 7]))
            let envelope = await bench.relay.next()
            #expect(envelope.to == Cast.peer.did)
            #expect(envelope.correlationID == id.request)
            guard case .execResponse(let response) = envelope.payload else {
                Issue.record("\(envelope.payload)")
                return
            }
            #expect(response.status == .success && response.result == 7 && response.sequence == nil)
            #expect(bench.incoming.runningCount == 0)
        }
    }

    @Test("a result of null is left out, and no deadline without need")
    func nothing() async throws {
        try await CallBench.with { bench in
            try bench.serve { _, context in
                #expect(context.deadline == nil)
                return .null
            }
            bench.receive(.call(timeout: .zero))
            #expect(await bench.answer()?.result == nil)
        }
    }

    @Test("a request without a capability means the only one there is")
    func defaultCapability() async throws {
        try await CallBench.with { bench in
            try bench.serve("only") { _, context in .string(context.capability.text) }
            bench.receive(.call(capability: nil))
            #expect(await bench.answer()?.result == "only")
            try bench.serve("other") { _, _ in .null }
            bench.receive(.call(capability: nil))
            #expect(await bench.refusal()?.code == .unknownCapability)
        }
    }

    @Test("what is not offered is refused, and a long name repeated only in part")
    func unknownCapability() async throws {
        try await CallBench.with { bench in
            bench.receive(.call(capability: String(repeating: "x", count: 5_000)))
            let report = try #require(await bench.refusal())
            #expect(report.code == .unknownCapability)
            #expect(report.message.count < 200)
        }
    }

    @Test("who may not call is refused; behind a gateway's call, that is who asked the gateway")
    func permissions() async throws {
        try await CallBench.with { bench in
            try bench.serve { _, context in .string(context.caller.description) }
            bench.incoming.permits = { caller, _ in caller == Cast.peer.did }
            bench.receive(from: Cast.stranger)
            #expect(await bench.refusal()?.code == .permissionDenied)
            bench.receive(from: Cast.gateway, onBehalfOf: Cast.stranger)
            #expect(await bench.refusal()?.code == .permissionDenied)
            bench.receive(from: Cast.gateway, onBehalfOf: Cast.peer)
            let answer = await bench.relay.next()
            #expect(answer.to == Cast.gateway.did)
            bench.receive()
            #expect(await bench.answer()?.status == .success)
        }
    }

    @Test("a request that comes twice is carried out once and answered once, also after its end")
    func duplicates() async throws {
        try await CallBench.with { bench in
            let gate = Gate()
            try bench.serve { _, _ in
                await gate.pass()
                return .null
            }
            let id = Cast.id()
            bench.receive(id: id)
            bench.receive(id: id, over: bench.direct)
            await gate.arrivals(1)
            #expect(bench.incoming.runningCount == 1)
            await gate.open()
            #expect(await bench.answer()?.status == .success)
            bench.receive(id: id)
            await bench.settle()
            #expect(bench.relay.rest().isEmpty)
            // Somebody else may use the same id.
            bench.receive(id: id, from: Cast.stranger)
            #expect(await bench.relay.next().to == Cast.stranger.did)
        }
    }

    // MARK: - Failures

    @Test("what a handler throws: its own words if it wants to be heard, otherwise not one of them")
    func failures() async throws {
        try await CallBench.with { bench in
            try bench.serve("own") { _, _ in
                throw HandlerError("NO_PAPER", "buy some", details: ["tray": 1], isRetryable: true)
            }
            try bench.serve("other") { _, _ in throw Failure() }
            bench.receive(.call(capability: "own"))
            let own = try #require(await bench.answer())
            #expect(own.status == .error && own.code == .agentError && own.error == "buy some")
            #expect(own.result == ["code": "NO_PAPER", "retryable": true, "details": ["tray": 1]])
            bench.receive(.call(capability: "other"))
            let other = try #require(await bench.answer())
            #expect(other.code == .agentError && other.result == nil)
            #expect(other.error == "the handler of 'other' failed")
            #expect(bench.reports.count == 1 && bench.reports[0] is Failure)
        }
    }

    @Test("arguments that do not fit are refused as if the handler had never been there")
    func invalidArguments() async throws {
        try await CallBench.with { bench in
            try bench.serve { _, _ in throw InvalidArguments(pointer: "/x", message: "no number") }
            let id = bench.receive()
            let envelope = await bench.relay.next()
            #expect(envelope.correlationID == id.request)
            guard case .error(let report) = envelope.payload else {
                Issue.record("\(envelope.payload)")
                return
            }
            #expect(report.code == .invalidArguments)
            #expect(report.details == ["pointer": "/payload/args/x"])
            #expect(bench.incoming.calls.isEmpty)
        }
    }

    @Test("beyond its slots a capability is busy at once; others are not; a slot that is free is free")
    func busy() async throws {
        try await CallBench.with { bench in
            let gate = Gate()
            try bench.serve(concurrency: 2) { _, _ in
                await gate.pass()
                return .null
            }
            try bench.serve("other", concurrency: 1) { _, _ in "other" }
            for _ in 0..<3 { bench.receive() }
            #expect(await bench.refusal()?.code == .allBusy)
            bench.receive(.call(capability: "other"))
            #expect(await bench.answer()?.result == "other")
            await gate.open()
            _ = await bench.answer()
            _ = await bench.answer()
            bench.receive()
            #expect(await bench.answer()?.status == .success)
        }
    }

    // MARK: - Ends from outside

    @Test("a deadline: the handler is cancelled, the caller told, and the late result goes nowhere")
    func deadline() async throws {
        try await CallBench.with { bench in
            let gate = Gate()
            try bench.serve { _, context in
                #expect(context.deadline != nil)
                await gate.pass()
                #expect(Task.isCancelled)
                return "late"
            }
            bench.receive(.call(timeout: .milliseconds(500)))
            await gate.arrivals(1)
            bench.loop.advance(by: .milliseconds(499))
            #expect(bench.relay.rest().isEmpty)
            bench.loop.advance(by: .milliseconds(20))
            #expect(await bench.answer()?.code == .timeout)
            #expect(bench.incoming.runningCount == 1)
            await gate.open()
            await bench.incoming.untilIdle()
            #expect(bench.relay.rest().isEmpty)
        }
    }

    @Test("without a word about time a call has a minute, and a stream any time")
    func defaultDeadline() async throws {
        try await CallBench.with { bench in
            let gate = Gate()
            try bench.serve { _, context in
                await gate.pass()
                return .null
            }
            bench.receive()
            bench.receive(.call(stream: true))
            await gate.arrivals(2)
            bench.loop.advance(by: .seconds(61))
            #expect(await bench.answer()?.code == .timeout)
            bench.loop.advance(by: .seconds(100_000))
            #expect(bench.relay.rest().isEmpty)
            await gate.open()
            #expect(await bench.answer()?.status == .success)
        }
    }

    @Test("a timeout of millennia is no timeout, and no trap")
    func endlessDeadline() async throws {
        try await CallBench.with { bench in
            try bench.serve { _, _ in .null }
            bench.receive(.call(timeout: .milliseconds(1 << 53 - 1)))
            #expect(await bench.answer()?.status == .success)
        }
    }

    @Test("only the caller cancels; the handler is cancelled, and answered with CANCELLED once")
    func cancel() async throws {
        try await CallBench.with { bench in
            let gate = Gate()
            try bench.serve { _, _ in
                await gate.pass()
                try Task.checkCancellation()
                return .null
            }
            let id = bench.receive()
            await gate.arrivals(1)
            bench.incoming.cancelled(IncomingCall.ID(caller: Cast.stranger.did, request: id.request))
            bench.incoming.cancelled(IncomingCall.ID(caller: Cast.peer.did, request: Cast.id()))
            #expect(bench.relay.rest().isEmpty)
            bench.incoming.cancelled(id)
            bench.incoming.cancelled(id)
            #expect(await bench.answer()?.code == .cancelled)
            await gate.open()
            await bench.incoming.untilIdle()
            #expect(bench.relay.rest().isEmpty)
        }
    }

    @Test("a cancellation after the end is nothing")
    func lateCancel() async throws {
        try await CallBench.with { bench in
            try bench.serve { _, _ in "done" }
            let id = bench.receive()
            _ = await bench.answer()
            bench.incoming.cancelled(id)
            #expect(bench.relay.rest().isEmpty)
        }
    }

    @Test("a lost session: handlers are cancelled and answer nobody")
    func lostRelay() async throws {
        try await CallBench.with { bench in
            let gate = Gate()
            try bench.serve { _, context in
                await gate.pass()
                return .bool(Task.isCancelled)
            }
            bench.receive()
            bench.receive(over: bench.direct)
            await gate.arrivals(2)
            bench.incoming.lostRelay()
            await gate.open()
            // Whoever called directly is still there.
            #expect(await bench.answer(on: bench.direct)?.result == false)
            await bench.incoming.untilIdle()
            #expect(bench.relay.rest().isEmpty)
        }
    }

    @Test("draining: no new call, running ones end; what is left is cancelled at the end")
    func drain() async throws {
        try await CallBench.with { bench in
            let gate = Gate()
            try bench.serve { _, _ in
                await gate.pass()
                return "done"
            }
            bench.receive()
            bench.receive()
            await gate.arrivals(2)
            bench.incoming.isDraining = true
            bench.receive()
            #expect(await bench.refusal()?.code == .draining)
            bench.incoming.cancelAll()
            #expect(await bench.answer()?.code == .draining)
            #expect(await bench.answer()?.code == .draining)
            await gate.open()
            await bench.incoming.untilIdle()
            #expect(bench.relay.rest().isEmpty)
        }
    }

    // MARK: - Sealed

    @Test("a sealed request is answered sealed, to the key that it came from")
    func sealed() async throws {
        try await CallBench.with { bench in
            try bench.serve { _, context in
                #expect(context.isSealed)
                return "secret"
            }
            bench.receive(sealedBy: bench.peerSealer.publicKey)
            let envelope = await bench.relay.next()
            guard case .sealed(.execResponse, _) = envelope.payload else {
                Issue.record("it went in the clear")
                return
            }
            guard case .execResponse(let response) = try bench.peerSealer.open(envelope).payload else { return }
            #expect(response.result == "secret")
        }
    }

    @Test(
        "refusals of sealed requests say the code's fixed text and nothing else",
        arguments: [ErrorCode.unknownCapability, .invalidArguments, .permissionDenied, .allBusy, .draining]
    )
    func sealedRefusals(_ code: ErrorCode) async throws {
        try await CallBench.with { bench in
            let gate = Gate()
            try bench.serve(concurrency: 1) { _, _ in
                await gate.pass()
                throw InvalidArguments(pointer: "/secret", message: "secret")
            }
            if code == .allBusy { bench.receive(from: Cast.stranger) }
            if code == .draining { bench.incoming.isDraining = true }
            if code == .permissionDenied { bench.incoming.permits = { _, _ in false } }
            let name = code == .unknownCapability ? "secret" : "work"
            bench.receive(.call(["secret": 1], capability: name), sealedBy: bench.peerSealer.publicKey)
            if code == .invalidArguments { await gate.open() }
            let report = try #require(await bench.refusal())
            #expect(report.code == code)
            #expect(report.message == code.summary)
            #expect(report.details == nil)
            await gate.open()
        }
    }

    // MARK: - What cannot be sent

    @Test("a result that is too long: the caller hears that, and the handler of a stream is stopped")
    func tooLong() async throws {
        try await CallBench.with { bench in
            bench.relay.maximumByteCount = 2_000
            try bench.serve { _, _ in .string(String(repeating: "x", count: 3_000)) }
            bench.receive()
            #expect(await bench.answer()?.code == .payloadTooLarge)
            try bench.serveStream("stream") { target, _ in
                try await target.send("short")
                try await target.send(.string(String(repeating: "x", count: 3_000)))
                await #expect(throws: CancellationError.self) { try await target.send("more") }
                throw CancellationError()
            }
            bench.receive(.call(capability: "stream", stream: true))
            #expect(await bench.answer()?.result == "short")
            #expect(await bench.answer()?.code == .payloadTooLarge)
            await bench.incoming.untilIdle()
            #expect(bench.relay.rest().isEmpty)
            #expect(bench.incoming.calls.isEmpty && bench.incoming.keptByteCount == 0)
        }
    }

    @Test("an answer for which there is no room at present is sent when there is")
    func queueFull() async throws {
        try await CallBench.with { bench in
            bench.relay.failure = GatewayError(.queueFull, "full", isTransient: true)
            try bench.serve { _, _ in "done" }
            bench.receive()
            await bench.incoming.untilIdle()
            bench.loop.advance(by: .seconds(1))
            bench.relay.failure = nil
            bench.loop.advance(by: .seconds(10))
            #expect(await bench.answer()?.result == "done")
            #expect(bench.relay.rest().isEmpty)
        }
    }

    @Test("an answer for which there is no connection any more is dropped, with everything about its call")
    func notConnected() async throws {
        try await CallBench.with { bench in
            bench.relay.failure = GatewayError(.disconnected, "gone")
            try bench.serve { _, _ in "done" }
            bench.receive()
            await bench.incoming.untilIdle()
            #expect(bench.incoming.calls.isEmpty && bench.incoming.keptByteCount == 0)
        }
    }

    @Test("an ended call is forgotten after a while, with its bytes")
    func forgotten() async throws {
        try await CallBench.with { bench in
            try bench.serve { _, _ in "done" }
            for _ in 0..<10 {
                bench.receive()
                _ = await bench.answer()
            }
            #expect(bench.incoming.calls.count == 10 && bench.incoming.keptByteCount > 0)
            bench.loop.advance(by: .seconds(31))
            #expect(bench.incoming.calls.isEmpty && bench.incoming.callOfMessage.isEmpty)
            #expect(bench.incoming.keptByteCount == 0)
        }
    }
}
