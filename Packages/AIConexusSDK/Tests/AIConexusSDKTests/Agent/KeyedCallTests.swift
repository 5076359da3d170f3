// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Testing

@testable import AIConexusSDK

@Suite("Answering keyed calls, once each", .timeLimit(.minutes(1)))
struct KeyedCallTests {
    /// Counts how often a handler ran.
    private actor Counter {
        private(set) var count = 0

        func next() -> Int {
            count += 1
            return count
        }
    }

    /// Offers a capability that counts, and waits at a gate.
    private static func serve(_ counter: Counter, _ gate: Gate, on bench: isolated CallBench) throws {
        try bench.serve { _, _ in
            let number = await counter.next()
            await gate.pass()
            return .init(integerLiteral: number)
        }
    }

    @Test("the same key again: while it runs and after its end, one execution and the same answer")
    func once() async throws {
        try await CallBench.with { bench in
            let (counter, gate) = (Counter(), Gate())
            try Self.serve(counter, gate, on: bench)
            let ids = (0..<3).map { _ in bench.receive(.call(["x": 1], key: "k")) }
            await gate.arrivals(1)
            await gate.open()
            var answered: Set<MessageID?> = []
            for _ in ids {
                let envelope = await bench.relay.next()
                answered.insert(envelope.correlationID)
                guard case .execResponse(let response) = envelope.payload else { return }
                #expect(response.result == 1)
            }
            #expect(answered == Set(ids.map(\.request)))
            bench.receive(.call(["x": 1], key: "k"))
            #expect(await bench.answer()?.result == 1)
            #expect(await counter.count == 1)
        }
    }

    @Test("the order of the arguments' members does not matter, their values do")
    func conflict() async throws {
        try await CallBench.with { bench in
            let (counter, gate) = (Counter(), Gate())
            try Self.serve(counter, gate, on: bench)
            await gate.open()
            bench.receive(.call(["a": 1, "b": 2], key: "k"))
            _ = await bench.answer()
            bench.receive(.call(["b": 2, "a": 1], key: "k"))
            #expect(await bench.answer()?.result == 1)
            bench.receive(.call(["a": 1, "b": 3], key: "k"))
            #expect(await bench.refusal()?.code == .idempotencyConflict)
            bench.receive(.call(key: "k"))
            #expect(await bench.refusal()?.code == .idempotencyConflict)
            bench.receive(.call(key: "k"), from: Cast.stranger)
            #expect(await bench.answer()?.result == 2)
        }
    }

    @Test("a failure that may pass frees the key; any other end is remembered")
    func retryableFailure() async throws {
        try await CallBench.with { bench in
            let counter = Counter()
            try bench.serve { args, _ in
                let number = await counter.next()
                throw HandlerError("X", "\(number)", isRetryable: args["retry"]?.bool ?? false)
            }
            for expected in ["1", "2"] {
                bench.receive(.call(["retry": true], key: "passing"))
                #expect(await bench.answer()?.error == expected)
            }
            for _ in 0..<2 {
                bench.receive(.call(key: "lasting"))
                #expect(await bench.answer()?.error == "3")
            }
        }
    }

    @Test("a call that did not begin frees the key")
    func notBegun() async throws {
        try await CallBench.with { bench in
            let (counter, gate) = (Counter(), Gate())
            try bench.serve("work", concurrency: 1) { args, _ in
                if args["bad"] != nil { throw InvalidArguments(pointer: "", message: "bad") }
                await gate.pass()
                return .init(integerLiteral: await counter.next())
            }
            bench.receive(.call(["bad": true], key: "k"))
            #expect(await bench.refusal()?.code == .invalidArguments)
            bench.receive()
            await gate.arrivals(1)
            bench.receive(.call(key: "k"))
            #expect(await bench.refusal()?.code == .allBusy)
            await gate.open()
            _ = await bench.answer()
            bench.receive(.call(key: "k"))
            #expect(await bench.answer()?.result == 2)
        }
    }

    @Test("who joined is refused with the one that it joined, when the arguments do not fit")
    func joinedRefusal() async throws {
        try await CallBench.with { bench in
            let gate = Gate()
            try bench.serve { _, _ in
                await gate.pass()
                throw InvalidArguments(pointer: "", message: "bad")
            }
            let ids = (0..<3).map { _ in bench.receive(.call(key: "k")) }
            await gate.arrivals(1)
            await gate.open()
            var refused: Set<MessageID?> = []
            for _ in ids {
                let envelope = await bench.relay.next()
                #expect(envelope.type == .error)
                refused.insert(envelope.correlationID)
            }
            #expect(refused == Set(ids.map(\.request)))
        }
    }

    @Test("each caller has its own deadline and cancels for itself; the work of one that joined goes on")
    func joinedEnds() async throws {
        try await CallBench.with { bench in
            let (counter, gate) = (Counter(), Gate())
            try Self.serve(counter, gate, on: bench)
            bench.receive(.call(timeout: .seconds(100), key: "k"))
            bench.receive(.call(timeout: .seconds(1), key: "k"))
            let third = bench.receive(.call(timeout: .seconds(100), key: "k"))
            await gate.arrivals(1)
            bench.loop.advance(by: .seconds(2))
            #expect(await bench.answer()?.code == .timeout)
            bench.incoming.cancelled(third)
            #expect(await bench.answer()?.code == .cancelled)
            await gate.open()
            #expect(await bench.answer()?.result == 1)
            await bench.settle()
            #expect(bench.relay.rest().isEmpty)
        }
    }

    @Test("the end of the one that others joined is theirs too")
    func firstTimesOut() async throws {
        try await CallBench.with { bench in
            let (counter, gate) = (Counter(), Gate())
            try Self.serve(counter, gate, on: bench)
            bench.receive(.call(timeout: .seconds(1), key: "k"))
            bench.receive(.call(timeout: .seconds(100), key: "k"))
            await gate.arrivals(1)
            bench.loop.advance(by: .seconds(2))
            #expect(await bench.answer()?.code == .timeout)
            #expect(await bench.answer()?.code == .timeout)
            await gate.open()
            await bench.incoming.untilIdle()
            // It may have been carried out: nobody does it again unasked.
            bench.receive(.call(key: "k"))
            #expect(await bench.answer()?.code == .timeout)
            #expect(await counter.count == 1)
        }
    }

    @Test("a caller cannot pile up calls behind one that does not end")
    func joinedBound() async throws {
        try await CallBench.with { bench in
            let (counter, gate) = (Counter(), Gate())
            try Self.serve(counter, gate, on: bench)
            for _ in 0..<1 + 64 { bench.receive(.call(timeout: .zero, key: "k")) }
            await gate.arrivals(1)
            #expect(bench.relay.rest().isEmpty)
            for _ in 0..<100 {
                bench.receive(.call(timeout: .zero, key: "k"))
                #expect(await bench.refusal()?.code == .resourceExhausted)
            }
            #expect(bench.incoming.calls.count == 65)
            // One that has gone makes room for another.
            if let id = bench.incoming.joined.values.first?.first?.id { bench.incoming.cancelled(id) }
            #expect(await bench.answer()?.code == .cancelled)
            bench.receive(.call(timeout: .zero, key: "k"))
            #expect(bench.relay.rest().isEmpty)
            await gate.open()
        }
    }

    @Test("a keyed call whose session is lost is carried out, and answered to whoever asks again")
    func lostRelay() async throws {
        try await CallBench.with { bench in
            let (counter, gate) = (Counter(), Gate())
            try Self.serve(counter, gate, on: bench)
            bench.receive(.call(key: "k"))
            await gate.arrivals(1)
            bench.incoming.lostRelay()
            await gate.open()
            await bench.incoming.untilIdle()
            _ = bench.relay.rest()
            bench.receive(.call(key: "k"))
            #expect(await bench.answer()?.result == 1)
            #expect(await counter.count == 1)
        }
    }

    @Test("a keyed call whose caller is gone when it is answered leaves a key that can be asked again")
    func goneCaller() async throws {
        try await CallBench.with { bench in
            let gate = Gate()
            try bench.serveStream { target, _ in
                try await target.send("part")
                await gate.pass()
            }
            bench.receive(.call(stream: true, key: "k"))
            let part = await bench.relay.next()
            let gone = ErrorReport(code: .unknownAgent, message: "")
            #expect(bench.incoming.refused(part.id, gone))
            #expect(bench.incoming.calls.isEmpty)
            // Somebody asks again while the work goes on, and again when it is done.
            bench.receive(.call(stream: true, key: "k"))
            #expect(bench.relay.rest().isEmpty)
            await gate.open()
            #expect(await bench.answer()?.status == .success)
            bench.receive(.call(stream: true, key: "k"))
            #expect(await bench.answer()?.status == .success)
        }
    }

    @Test("a keyed call whose result cannot travel is over, for everybody who asks")
    func tooLong() async throws {
        try await CallBench.with { bench in
            bench.relay.maximumByteCount = 2_000
            let counter = Counter()
            try bench.serveStream { target, _ in
                _ = await counter.next()
                try await target.send(.string(String(repeating: "x", count: 3_000)))
                try await target.send("more")
            }
            for _ in 0..<2 {
                bench.receive(.call(stream: true, key: "k"))
                #expect(await bench.answer()?.code == .payloadTooLarge)
                await bench.incoming.untilIdle()
            }
            #expect(await counter.count == 1)
            #expect(bench.incoming.joined.isEmpty)
        }
    }
}
