// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTransport
import Testing

@testable import AIConexusSDK

@Suite("Answering in parts", .timeLimit(.minutes(1)))
struct StreamAnswerTests {
    /// Offers a capability that sends the numbers from 0, and tells how many were taken.
    private static func serveNumbers(_ count: Int, _ taken: Gate, on bench: isolated CallBench) throws {
        try bench.serveStream { target, _ in
            for number in 0..<count {
                try await target.send(.init(integerLiteral: number))
                await taken.pass()
            }
        }
    }

    /// A gate that counts and holds nobody.
    private static func counting() async -> Gate {
        let gate = Gate()
        await gate.open()
        return gate
    }

    @Test("parts, numbered, up to the window; acknowledgements let more through; the end counts them")
    func window() async throws {
        try await CallBench.with { bench in
            let taken = await Self.counting()
            try Self.serveNumbers(5, taken, on: bench)
            let id = bench.receive(.call(stream: true, window: 2))
            for number in 0..<2 { #expect(await bench.answer() == .part(number, .init(integerLiteral: number))) }
            await taken.arrivals(2)
            await bench.settle()
            #expect(bench.relay.rest().isEmpty)
            #expect(bench.incoming.acknowledged(id, through: 0))
            #expect(await bench.answer()?.sequence == 2)
            #expect(bench.incoming.acknowledged(id, through: 2))
            #expect(await bench.answer()?.sequence == 3)
            #expect(await bench.answer()?.sequence == 4)
            let end = try #require(await bench.answer())
            #expect(end.status == .success && end.sequence == 5 && end.result == nil)
        }
    }

    @Test("only the caller's own acknowledgements count")
    func foreignAcknowledgement() async throws {
        try await CallBench.with { bench in
            let taken = await Self.counting()
            try Self.serveNumbers(2, taken, on: bench)
            let id = bench.receive(.call(stream: true, window: 1))
            _ = await bench.answer()
            #expect(!bench.incoming.acknowledged(.init(caller: Cast.stranger.did, request: id.request), through: 0))
            await bench.settle()
            #expect(bench.relay.rest().isEmpty)
            _ = bench.incoming.acknowledged(id, through: .max)
            #expect(await bench.answer()?.sequence == 1)
        }
    }

    @Test("a caller that wants one answer gets the parts as a list")
    func list() async throws {
        try await CallBench.with { bench in
            try Self.serveNumbers(3, await Self.counting(), on: bench)
            bench.receive()
            #expect(await bench.answer()?.result == [0, 1, 2])
        }
    }

    @Test("progress of a capability that does not stream reaches the caller who wants it, and no other")
    func progress() async throws {
        try await CallBench.with { bench in
            try bench.serve { _, context in
                context.report(progress: 0.5, "half")
                context.report(progress: 7)
                return "done"
            }
            bench.receive(.call(stream: true))
            #expect(await bench.answer() == .part(0, ["progress": 0.5, "message": "half"]))
            #expect(await bench.answer() == .part(1, ["progress": 1]))
            let end = try #require(await bench.answer())
            #expect(end.result == "done" && end.sequence == 2)
            bench.receive()
            #expect(await bench.answer()?.result == "done")
        }
    }

    @Test("progress beyond the window is left out, and the answer still comes")
    func progressBeyondWindow() async throws {
        try await CallBench.with { bench in
            try bench.serve { _, context in
                for _ in 0..<10 { context.report(progress: 0.1) }
                return "done"
            }
            bench.receive(.call(stream: true, window: 2))
            #expect(await bench.answer()?.sequence == 0)
            #expect(await bench.answer()?.sequence == 1)
            #expect(await bench.answer()?.sequence == 2)
        }
    }

    @Test("a streaming capability's reports of progress do not mix with its parts")
    func progressInStream() async throws {
        try await CallBench.with { bench in
            try bench.serveStream { target, context in
                context.report(progress: 0.5)
                try await target.send("part")
            }
            bench.receive(.call(stream: true))
            #expect(await bench.answer() == .part(0, "part"))
            #expect(await bench.answer()?.sequence == 1)
        }
    }

    // MARK: - Refusals on the way

    @Test("a part that was refused: everything from the first unacknowledged one is sent again, under new ids")
    func refusal() async throws {
        try await CallBench.with { bench in
            let taken = await Self.counting()
            try Self.serveNumbers(4, taken, on: bench)
            let id = bench.receive(.call(stream: true, window: 4))
            var first: [Envelope] = []
            for _ in 0..<5 { first.append(await bench.relay.next()) }
            _ = bench.incoming.acknowledged(id, through: 0)
            let busy = ErrorReport(code: .resourceExhausted, message: "", retryAfter: .milliseconds(500))
            // Of one moment's refusals, the first one counts.
            #expect(bench.incoming.refused(first[2].id, busy))
            #expect(bench.incoming.refused(first[3].id, busy))
            bench.loop.advance(by: .milliseconds(499))
            #expect(bench.relay.rest().isEmpty)
            bench.loop.advance(by: .milliseconds(20))
            let again = bench.relay.rest()
            #expect(again.map(\.payload) == first[1...].map(\.payload))
            #expect(Set(again.map(\.id)).isDisjoint(with: first.map(\.id)))
            #expect(!bench.incoming.refused(first[3].id, busy))
        }
    }

    /// How long it takes until something is sent again; puts that in the place of the refused message.
    private static func pause(afterRefusalOf message: inout Envelope, on bench: isolated CallBench) -> Duration {
        #expect(bench.incoming.refused(message.id, ErrorReport(code: .rateLimited, message: "")))
        let start = bench.loop.now
        for _ in 0..<2_000 {
            bench.loop.advance(by: .milliseconds(10))
            guard let sent = bench.relay.rest().last else { continue }
            message = sent
            return start.duration(to: bench.loop.now)
        }
        return .seconds(3_600)
    }

    @Test("refusals in a row: the pauses grow, to ten seconds; an acknowledgement makes them short again")
    func refusalsInARow() async throws {
        try await CallBench.with { bench in
            let taken = await Self.counting()
            try Self.serveNumbers(3, taken, on: bench)
            let id = bench.receive(.call(stream: true, window: 2))
            _ = await bench.relay.next()
            var last = await bench.relay.next()
            var pauses: [Duration] = []
            for _ in 0..<12 { pauses.append(Self.pause(afterRefusalOf: &last, on: bench)) }
            #expect(pauses[0] <= .milliseconds(60))
            #expect(pauses[3] >= .milliseconds(400))
            #expect(pauses.allSatisfy { $0 <= .seconds(11) })
            _ = bench.incoming.acknowledged(id, through: 0)
            last = bench.relay.rest().last ?? last
            let pause = Self.pause(afterRefusalOf: &last, on: bench)
            #expect(pause <= .milliseconds(60))
        }
    }

    @Test("a part that waits for room on one path takes another as soon as there is one, both ways")
    func roomElsewhere() async throws {
        try await CallBench.with { bench in
            let taken = await Self.counting()
            try Self.serveNumbers(2, taken, on: bench)
            bench.relay.hasRoom = false
            let id = bench.receive(.call(stream: true, window: 4))
            await bench.settle()
            #expect(bench.relay.rest().isEmpty)
            bench.direct.hasRoom = false
            bench.incoming.opened(bench.direct, to: Cast.peer.did)
            bench.relay.hasRoom = true
            bench.incoming.lostDirect(bench.direct, to: Cast.peer.did)
            #expect(await bench.answer()?.sequence == 0)
            await taken.arrivals(1)
            _ = bench.incoming.acknowledged(id, through: 0)
            await bench.incoming.untilIdle()
        }
    }

    @Test("a caller that is gone: the handler is stopped, and nothing kept")
    func goneCaller() async throws {
        try await CallBench.with { bench in
            try bench.serveStream { target, _ in
                try await target.send(1)
                await #expect(throws: CancellationError.self) { try await target.send(2) }
                #expect(Task.isCancelled)
            }
            bench.receive(.call(stream: true, window: 1))
            let part = await bench.relay.next()
            #expect(bench.incoming.refused(part.id, ErrorReport(code: .unknownAgent, message: "")))
            await bench.incoming.untilIdle()
            #expect(bench.incoming.calls.isEmpty && bench.incoming.callOfMessage.isEmpty)
            #expect(bench.incoming.keptByteCount == 0)
        }
    }

    @Test("a caller that takes nothing holds the handler for ten minutes, not for ever")
    func stall() async throws {
        try await CallBench.with { bench in
            let taken = await Self.counting()
            try Self.serveNumbers(10, taken, on: bench)
            let id = bench.receive(.call(stream: true, window: 1))
            _ = await bench.answer()
            await taken.arrivals(1)
            await bench.settle()
            bench.loop.advance(by: .seconds(599))
            #expect(bench.relay.rest().isEmpty)
            // One that takes something slowly is borne.
            _ = bench.incoming.acknowledged(id, through: 0)
            #expect(await bench.answer()?.sequence == 1)
            await taken.arrivals(2)
            await bench.settle()
            bench.loop.advance(by: .seconds(599))
            #expect(bench.relay.rest().isEmpty)
            bench.loop.advance(by: .seconds(2))
            #expect(await bench.answer()?.code == .timeout)
            await bench.incoming.untilIdle()
            #expect(bench.incoming.runningCount == 0)
        }
    }

    @Test("a slow handler is not taken for a slow caller")
    func slowHandler() async throws {
        try await CallBench.with { bench in
            let gate = Gate()
            try bench.serveStream { target, _ in
                try await target.send(0)
                await gate.pass()
                try await target.send(1)
            }
            let id = bench.receive(.call(stream: true, window: 1))
            _ = await bench.answer()
            _ = bench.incoming.acknowledged(id, through: 0)
            await gate.arrivals(1)
            bench.loop.advance(by: .seconds(100_000))
            #expect(bench.relay.rest().isEmpty)
            await gate.open()
            #expect(await bench.answer()?.sequence == 1)
        }
    }

    @Test("what a caller leaves unacknowledged is bounded in bytes, whatever window it asks for")
    func bytes() async throws {
        try await CallBench.with { bench in
            let part = JSONValue.string(String(repeating: "x", count: 500_000))
            try bench.serveStream(concurrency: 8) { target, _ in
                for _ in 0..<100 { try await target.send(part) }
            }
            let ids = (0..<8).map { _ in bench.receive(.call(stream: true, window: 1_024)) }
            for _ in 0..<8 { await bench.settle() }
            while bench.incoming.calls.values.contains(where: { $0.waiting == nil }) { await bench.settle() }
            #expect(bench.incoming.keptByteCount <= 8 * ((4 << 20) + (1 << 20)))
            #expect(bench.incoming.keptByteCount <= (16 << 20) + 8 * (1 << 20))
            // Each of them comes forward by itself.
            for id in ids { _ = bench.incoming.acknowledged(id, through: .max) }
            for _ in 0..<8 { await bench.settle() }
            #expect(bench.incoming.calls.values.allSatisfy { $0.machine.partCount > 1 })
            bench.incoming.cancelAll()
            await bench.incoming.untilIdle()
            bench.loop.advance(by: .seconds(60))
            #expect(bench.incoming.keptByteCount == 0)
        }
    }

    // MARK: - Paths

    @Test("a path without room is waited for")
    func pathWithoutRoom() async throws {
        try await CallBench.with { bench in
            let taken = await Self.counting()
            try Self.serveNumbers(2, taken, on: bench)
            bench.relay.hasRoom = false
            bench.receive(.call(stream: true))
            await bench.settle()
            #expect(bench.relay.rest().isEmpty)
            bench.relay.hasRoom = true
            bench.incoming.pathHasRoom()
            #expect(await bench.answer()?.sequence == 0)
            #expect(await bench.answer()?.sequence == 1)
        }
    }

    @Test("a direct path that opens takes over; when it is lost, what it may have lost goes by relay, as it was")
    func directPath() async throws {
        try await CallBench.with { bench in
            let gate = Gate()
            try bench.serveStream { target, _ in
                try await target.send(0)
                await gate.pass()
                try await target.send(1)
                try await target.send(2)
            }
            let id = bench.receive(.call(stream: true))
            let first = await bench.relay.next()
            bench.incoming.opened(bench.direct, to: Cast.stranger.did)
            bench.incoming.opened(bench.direct, to: Cast.peer.did)
            await gate.arrivals(1)
            await gate.open()
            var direct: [Envelope] = []
            for _ in 0..<3 { direct.append(await bench.direct.next()) }
            #expect(
                direct.compactMap { if case .execResponse(let part) = $0.payload { part.sequence } else { nil } } == [
                    1, 2, 3,
                ]
            )
            _ = bench.incoming.acknowledged(id, through: 1)
            bench.incoming.lostDirect(bench.direct, to: Cast.peer.did)
            #expect(bench.relay.repeated == direct[1...].map(\.id))
            #expect(!bench.relay.repeated.contains(first.id))
            #expect(bench.relay.rest().count == 2)
        }
    }

    @Test("what is too long for a direct path goes by relay")
    func tooLongForDirect() async throws {
        try await CallBench.with { bench in
            bench.direct.maximumByteCount = 2_000
            try bench.serve { _, _ in .string(String(repeating: "x", count: 3_000)) }
            bench.receive(over: bench.direct)
            #expect(await bench.answer()?.status == .success)
            #expect(bench.direct.rest().isEmpty)
        }
    }

    @Test("a message that waited and does not fit the gateway after all ends its call, however many there are")
    func tooLongAfterAll() async throws {
        try await CallBench.with { bench in
            let gate = Gate()
            try bench.serveStream { target, _ in
                for number in 0..<3 { try await target.send(.init(integerLiteral: number)) }
                await gate.pass()
                try await target.send(4)
            }
            bench.receive(.call(stream: true))
            var parts: [Envelope] = []
            for _ in 0..<3 { parts.append(await bench.relay.next()) }
            #expect(bench.incoming.couldNotSend(parts[1].id, CallError(.payloadTooLarge, "too long")))
            #expect(!bench.incoming.couldNotSend(parts[2].id, CallError(.payloadTooLarge, "too long")))
            #expect(await bench.answer()?.code == .payloadTooLarge)
            await gate.arrivals(1)
            await gate.open()
            await bench.incoming.untilIdle()
            #expect(bench.relay.rest().isEmpty)
        }
    }
}
