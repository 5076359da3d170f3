// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTransport
import Testing

@testable import AIConexusSDK

@Suite("Reading streams", .timeLimit(.minutes(1)))
struct OutgoingStreamTests {
    /// Reads so many parts, as a user does.
    private static func read(
        _ count: Int,
        _ stream: (id: MessageID, parts: BoundedQueue<JSONValue>),
        on bench: isolated CallBench
    ) async throws -> [JSONValue?] {
        var parts: [JSONValue?] = []
        for _ in 0..<count {
            parts.append(try await stream.parts.next())
            bench.outgoing.consumed(stream.id)
        }
        return parts
    }

    /// The acknowledgements among what was sent.
    private static func acknowledgements(_ bench: isolated CallBench) -> [(id: MessageID, sequence: Int?)] {
        bench.relay.rest().compactMap { envelope in
            if case .ping(let ping) = envelope.payload { (envelope.id, ping.sequence) } else { nil }
        }
    }

    @Test("parts in order, a result as the last one, then the end")
    func order() async throws {
        try await CallBench.with { bench in
            let stream = bench.stream()
            for number in [1, 0, 2] { bench.answer(.execResponse(.part(number)), to: stream.id) }
            bench.answer(.execResponse(.end("sum", after: 3)), to: stream.id)
            let parts = try await Self.read(5, stream, on: bench)
            #expect(parts == [[0], [1], [2], "sum", nil])
        }
    }

    @Test("half a window read is acknowledged, to the callee and by the request's id")
    func acknowledgements() async throws {
        try await CallBench.with { bench in
            let stream = bench.stream(window: 4)
            for number in 0..<4 { bench.answer(.execResponse(.part(number)), to: stream.id) }
            _ = bench.relay.rest()
            _ = try await Self.read(1, stream, on: bench)
            #expect(bench.relay.rest().isEmpty)
            _ = try await Self.read(3, stream, on: bench)
            let sent = bench.relay.rest()
            #expect(sent.count == 2)
            #expect(sent.allSatisfy { $0.to == Cast.peer.did && $0.correlationID == stream.id })
            #expect(sent.map(\.payload) == [1, 3].map { .ping(Heartbeat(sequence: $0)) })
        }
    }

    @Test("what was read is acknowledged soon, however little it is: the callee may keep less than the window")
    func soon() async throws {
        try await CallBench.with { bench in
            let stream = bench.stream(window: 64)
            for number in 0..<2 { bench.answer(.execResponse(.part(number)), to: stream.id) }
            _ = bench.relay.rest()
            _ = try await Self.read(2, stream, on: bench)
            #expect(bench.relay.rest().isEmpty)
            bench.loop.advance(by: .milliseconds(60))
            #expect(Self.acknowledgements(bench).map(\.sequence) == [1])
            bench.loop.advance(by: .seconds(1))
            #expect(Self.acknowledgements(bench).isEmpty)
        }
    }

    @Test("an acknowledgement that was refused on the way is sent again, as far as was read by then")
    func refusedAcknowledgement() async throws {
        try await CallBench.with { bench in
            let stream = bench.stream(window: 2)
            for number in 0..<2 { bench.answer(.execResponse(.part(number)), to: stream.id) }
            _ = try await Self.read(2, stream, on: bench)
            let sent = Self.acknowledgements(bench)
            #expect(sent.map(\.sequence) == [0, 1])
            let busy = ErrorReport(code: .resourceExhausted, message: "", retryAfter: .seconds(2))
            // Only the last one matters: it covers the others.
            #expect(!bench.outgoing.refusedAcknowledgement(sent[0].id, busy))
            #expect(bench.outgoing.refusedAcknowledgement(sent[1].id, busy))
            #expect(!bench.outgoing.refusedAcknowledgement(sent[1].id, busy))
            bench.loop.advance(by: .milliseconds(1_990))
            #expect(Self.acknowledgements(bench).isEmpty)
            bench.loop.advance(by: .milliseconds(30))
            #expect(Self.acknowledgements(bench).map(\.sequence) == [1])
            bench.loop.advance(by: .seconds(30))
            #expect(Self.acknowledgements(bench).isEmpty)
        }
    }

    @Test("an acknowledgement for which there was no room is sent when there is")
    func queuedAcknowledgement() async throws {
        try await CallBench.with { bench in
            let stream = bench.stream(window: 1)
            bench.answer(.execResponse(.part(0)), to: stream.id)
            _ = bench.relay.rest()
            bench.relay.failure = GatewayError(.queueFull, "full", isTransient: true)
            _ = try await Self.read(1, stream, on: bench)
            #expect(bench.reports.count == 1)
            bench.relay.failure = nil
            bench.loop.advance(by: .seconds(1))
            #expect(Self.acknowledgements(bench).map(\.sequence) == [0])
        }
    }

    @Test("an acknowledgement that nobody will ever take is not sent again, nor one of a call that is over")
    func hopelessAcknowledgement() async throws {
        try await CallBench.with { bench in
            let stream = bench.stream(window: 1)
            bench.answer(.execResponse(.part(0)), to: stream.id)
            _ = try await Self.read(1, stream, on: bench)
            let sent = Self.acknowledgements(bench)
            #expect(bench.outgoing.refusedAcknowledgement(sent[0].id, ErrorReport(code: .unknownAgent, message: "")))
            bench.loop.advance(by: .seconds(30))
            #expect(bench.relay.rest().isEmpty)
            bench.answer(.execResponse(.part(1)), to: stream.id)
            _ = try await Self.read(1, stream, on: bench)
            let last = Self.acknowledgements(bench)[0].id
            bench.answer(.execResponse(.end(after: 2)), to: stream.id)
            #expect(!bench.outgoing.refusedAcknowledgement(last, ErrorReport(code: .rateLimited, message: "")))
            bench.loop.advance(by: .seconds(30))
            #expect(bench.relay.rest().isEmpty)
        }
    }

    @Test("a callee that falls silent is given up, and told; one whose parts are unread is not")
    func idle() async throws {
        try await CallBench.with { bench in
            let stream = bench.stream(idleTimeout: .seconds(10))
            bench.loop.advance(by: .seconds(9))
            bench.answer(.execResponse(.part(0)), to: stream.id)
            // While a part is unread, the silence may be ours.
            bench.loop.advance(by: .seconds(95))
            #expect(bench.outgoing.count == 1)
            _ = try await Self.read(1, stream, on: bench)
            bench.loop.advance(by: .seconds(11))
            let error = await #expect(throws: CallError.self) { try await stream.parts.next() }
            #expect(error?.code == .timeout)
            #expect(bench.sent().filter { $0 != .ping } == [.execRequest, .error])
        }
    }

    @Test("a stream without a longest gap waits for ever, one with a longest time does not")
    func endless() async throws {
        try await CallBench.with { bench in
            let endless = bench.stream(idleTimeout: nil)
            let bounded = bench.stream(timeout: .seconds(5), idleTimeout: nil)
            bench.loop.advance(by: .seconds(100_000))
            #expect(bench.outgoing.count == 1)
            await #expect(throws: CallError.self) { try await bounded.parts.next() }
            bench.answer(.execResponse(.end()), to: endless.id)
            let end = try await endless.parts.next()
            #expect(end == nil)
        }
    }

    @Test("a broken stream: the callee is told to stop, the reader gets what was in order before")
    func broken() async throws {
        try await CallBench.with { bench in
            let stream = bench.stream()
            bench.answer(.execResponse(.part(0)), to: stream.id)
            bench.answer(.execResponse(.part(nil, "x")), to: stream.id)
            let first = try await stream.parts.next()
            #expect(first == [0])
            let error = await #expect(throws: CallError.self) { try await stream.parts.next() }
            #expect(error?.code == .brokenStream)
            #expect(bench.sent() == [.execRequest, .error])
        }
    }

    @Test("a callee cannot fill a reader that does not read")
    func flood() async throws {
        try await CallBench.with { bench in
            let stream = bench.stream(window: 4)
            for number in 0..<10_000 { bench.answer(.execResponse(.part(number % 5_000)), to: stream.id) }
            #expect(stream.parts.count == 4)
            #expect(bench.relay.rest().count == 1)
        }
    }

    @Test("reports of progress are handed on as they come, and acknowledged by themselves")
    func progress() async throws {
        try await CallBench.with { bench in
            let heard = Locked<[JSONValue]>([])
            let id = Cast.id()
            let order = OutgoingCalls.Order(
                id: id,
                callee: Cast.peer.did,
                request: .call(stream: true, window: 2),
                timeout: .seconds(600),
                window: 2
            )
            let result = await withCheckedContinuation { continuation in
                bench.outgoing.start(order, .result(continuation) { part in heard.withLock { $0.append(part) } })
                for number in 0..<4 { bench.answer(.execResponse(.part(number)), to: id) }
                bench.answer(.execResponse(.end("done", after: 4)), to: id)
            }
            let answer = try result.get()
            #expect(answer.result == "done")
            #expect(heard.withLock { $0 } == [[0], [1], [2], [3]])
            #expect(Self.acknowledgements(bench).map(\.sequence) == [0, 1, 2, 3])
        }
    }
}
