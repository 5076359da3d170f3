// SPDX-License-Identifier: MIT

import Glibc
import Testing

@testable import AIConexusTransport

@Suite("Poller")
struct PollerTests {
    private final class Handler: PollHandler {
        func ready(for events: PollEvents) {}
        func loopStopped() {}
    }

    /// A pipe with a byte in it: its reading end is ready.
    private static func readyPipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [0, 0]
        try #require(unsafe pipe(&ends) == 0)
        try #require(unsafe write(ends[1], "x", 1) == 1)
        return (ends[0], ends[1])
    }

    @Test("an event of a closed descriptor does not reach the one that took over its number and place")
    func generations() throws {
        var poller = try Poller()
        let (first, second) = (try Self.readyPipe(), try Self.readyPipe())
        let handlers = (Handler(), Handler(), Handler())
        _ = try poller.add(first.reading, for: .readable, handler: handlers.0)
        let stale = try poller.add(second.reading, for: .readable, handler: handlers.1)
        try #require(poller.wait(milliseconds: 0) == 2)
        // As if the first event's handler closed the second connection and accepted another one.
        poller.remove(stale)
        // In one step, because other tests open descriptors too.
        let number = dup2(first.reading, second.reading)
        #expect(number == second.reading)
        let fresh = try poller.add(number, for: .readable, handler: handlers.2)
        let (one, two) = (poller.event(0), poller.event(1))
        #expect([one, two].compactMap(\.self).map { $0.handler === handlers.0 } == [true])
        // The next wait reports it under its own registration.
        try #require(poller.wait(milliseconds: 0) == 2)
        let found = (0..<2).map { poller.event($0)?.handler }
        #expect(found.contains { $0 === handlers.2 })
        poller.remove(fresh)
        for descriptor in [first.reading, first.writing, second.writing, number] { close(descriptor) }
    }

    @Test("a stopped poller refuses further descriptors")
    func stop() throws {
        var poller = try Poller()
        let pipe = try Self.readyPipe()
        let handler = Handler()
        _ = try poller.add(pipe.reading, for: .readable, handler: handler)
        #expect(poller.stop().count == 1)
        let error = #expect(throws: TransportError.self) {
            _ = try poller.add(pipe.writing, for: .writable, handler: handler)
        }
        #expect(error?.code == .loopStopped)
        close(pipe.reading)
        close(pipe.writing)
    }
}
