// SPDX-License-Identifier: MIT

import AIConexusSDK
import Foundation

/// Calls and streams, timed from the caller's side.
struct CallBench {
    private let callee: RemoteAgent
    private let others: [Child]
    private let clock = ContinuousClock()

    init(_ callee: RemoteAgent, _ others: [Child]) {
        self.callee = callee
        self.others = others
    }

    private func processorTime() throws -> Duration {
        try others.reduce(ProcessFigures.processorTime(getpid())) {
            try $0 + ProcessFigures.processorTime($1.processID)
        }
    }

    /// `count` calls with `inFlight` of them under way at a time.
    func calls(_ count: Int, _ inFlight: Int, _ isSealed: Bool) async throws -> Row {
        let options = CallOptions(sealing: isSealed ? .required : .off, retry: .never)
        let callee = callee
        let echo = Callee.Echo(text: String(repeating: "x", count: 100))
        _ = try await callee.call("bench.echo", echo, returning: Callee.Echo.self, options: options)
        let startTime = try processorTime()
        let start = clock.now
        let times = try await withThrowingTaskGroup(of: [Duration].self) { group in
            for _ in 0..<inFlight {
                group.addTask {
                    var times: [Duration] = []
                    for _ in 0..<count / inFlight {
                        let start = ContinuousClock.now
                        _ = try await callee.call("bench.echo", echo, returning: Callee.Echo.self, options: options)
                        times.append(ContinuousClock.now - start)
                    }
                    return times
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }.sorted()
        let wall = clock.now - start
        let processor = try processorTime() - startTime
        return Row(
            name: "call, \(isSealed ? "sealed" : "in the clear"), \(inFlight) in flight",
            figures: [
                ("p50 µs", times[times.count / 2].microseconds), ("p99 µs", times[times.count * 99 / 100].microseconds),
                ("calls/s", Double(times.count) / wall.seconds),
                ("processor µs/call", processor.microseconds / Double(times.count)),
            ]
        )
    }

    /// One stream.
    func stream(parts count: Int, byteCount: Int) async throws -> Row {
        var options = CallOptions(sealing: .off)
        options.window = 256
        let order = Callee.Order(count: count, byteCount: byteCount)
        let startTime = try processorTime()
        let start = clock.now
        var received = 0
        for try await part in try callee.stream("bench.stream", order, of: Callee.Echo.self, options: options) {
            received += part.text.utf8.count
        }
        let wall = clock.now - start
        guard received == count * byteCount else { throw CallError(.brokenStream, "parts are missing") }
        return Row(
            name: "stream of \(byteCount)-byte parts",
            figures: [
                ("parts/s", Double(count) / wall.seconds), ("MB/s", Double(received) / 1e6 / wall.seconds),
                ("processor µs/part", (try processorTime() - startTime).microseconds / Double(count)),
            ]
        )
    }
}

/// What an agent costs that does nothing, and one that has just been started.
enum Footprint {
    static func measure(_ gateway: Child) throws -> [Row] {
        let agent = try Child(CommandLine.arguments[0], ["idle", gateway.url], readyWhen: { $0.hasPrefix("ready ") })
        defer { agent.end() }
        let memory = try ProcessFigures.memory(agent.processID)
        return [
            Row(
                name: "memory of an idle agent",
                figures: [("private MB", Double(memory.priv) / 1e6), ("resident MB", Double(memory.resident) / 1e6)]
            )
        ]
    }

    static func coldStart(_ gateway: Child, runs: Int) throws -> [Row] {
        let times = try (0..<runs).map { _ in
            let agent = try Child(
                CommandLine.arguments[0],
                ["idle", gateway.url],
                readyWhen: { $0.hasPrefix("ready ") }
            )
            agent.end()
            return agent.startTime
        }.sorted()
        return [
            Row(
                name: "cold start, exec to registered",
                figures: [
                    ("median ms", times[times.count / 2].microseconds / 1_000),
                    ("minimum ms", times[0].microseconds / 1_000),
                ]
            )
        ]
    }
}

extension Duration {
    var seconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }

    var microseconds: Double { seconds * 1e6 }
}
