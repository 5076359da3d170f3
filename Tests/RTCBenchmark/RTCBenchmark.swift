// SPDX-License-Identifier: MIT

import AIConexusTransport
import AIConexusWebRTC
import Glibc

/// Measures data channels between two peers on loopback, one JSON object a line.
@main
struct RTCBenchmark {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        let names = arguments.isEmpty ? ["setup", "trip", "rate", "connections"] : Array(arguments)
        let near = try EventLoop(name: "bench-near")
        let far = try EventLoop(name: "bench-far")
        for name in names {
            switch name {
            case "setup": try await setup(near, far)
            case "trip": try await roundTrips(near, far)
            case "rate": for count in [200, 16_384, 65_536] { try await rate(near, far, byteCount: count) }
            case "connections": try await connections(near, far, count: 100)
            default:
                print("usage: rtcbench [setup|trip|rate|connections]…")
                exit(2)
            }
        }
        await near.shutdown()
        await far.shutdown()
    }

    private static func report(_ name: String, _ values: KeyValuePairs<String, Double>) {
        let members = values.map { "\"\($0.key)\": \(($0.value * 100).rounded() / 100)" }
        print("{\"benchmark\": \"\(name)\", \(members.joined(separator: ", "))}")
    }

    private static func setup(_ near: EventLoop, _ far: EventLoop) async throws {
        var times: [Double] = []
        let start = Usage.processMicroseconds
        for _ in 0..<30 {
            let begin = ContinuousClock.now
            let pair = try BenchmarkPair(near, far)
            _ = try await pair.openChannel()
            times.append((ContinuousClock.now - begin) / .milliseconds(1))
            await pair.close()
        }
        let used = Usage.processMicroseconds - start
        times.sort()
        report(
            "setup",
            ["p50_ms": times.percentile(50), "p90_ms": times.percentile(90), "cpu_ms_per_peer": used / 60_000]
        )
    }

    private static func roundTrips(_ near: EventLoop, _ far: EventLoop) async throws {
        let pair = try BenchmarkPair(near, far)
        let (channel, other) = try await pair.openChannel()
        await far.run { other.delegate = Echo() }
        let message = [UInt8](repeating: 7, count: 200)
        for isByCallback in [false, true] {
            let count = 5_000
            var (nearUsed, farUsed) = (await near.usedMicroseconds(), await far.usedMicroseconds())
            let times =
                isByCallback ? await byCallback(channel, message, count) : try await byTask(channel, message, count)
            nearUsed = await near.usedMicroseconds() - nearUsed
            farUsed = await far.usedMicroseconds() - farUsed
            report(
                isByCallback ? "round trip, callbacks" : "round trip, tasks",
                [
                    "p50_us": times.percentile(50), "p99_us": times.percentile(99),
                    "cpu_us": (nearUsed + farUsed) / Double(count),
                ]
            )
        }
        await pair.close()
    }

    private static func byTask(_ channel: DataChannel, _ message: [UInt8], _ count: Int) async throws -> [Double] {
        var times: [Double] = []
        var answers = channel.messages.makeAsyncIterator()
        for _ in 0..<count {
            let begin = ContinuousClock.now
            try await channel.send(message)
            _ = try await answers.next()
            times.append((ContinuousClock.now - begin) / .microseconds(1))
        }
        return times.sorted()
    }

    private static func byCallback(_ channel: DataChannel, _ message: [UInt8], _ count: Int) async -> [Double] {
        let pinger = Pinger(message, count)
        await channel.loop.run {
            channel.delegate = pinger
            pinger.send(on: channel)
        }
        for await times in pinger.results { return times.sorted() }
        return []
    }

    private static func rate(_ near: EventLoop, _ far: EventLoop, byteCount: Int) async throws {
        let pair = try BenchmarkPair(near, far)
        let (channel, other) = try await pair.openChannel()
        let total = byteCount < 1_000 ? 300_000 : (512 << 20) / byteCount
        let counter = Counter(total)
        await far.run { other.delegate = counter }
        let source = Source([UInt8](repeating: 7, count: byteCount), total)
        var (nearUsed, farUsed) = (await near.usedMicroseconds(), await far.usedMicroseconds())
        let begin = ContinuousClock.now
        await near.run {
            channel.delegate = source
            source.fill(channel)
        }
        for await _ in counter.done { break }
        let seconds = (ContinuousClock.now - begin) / .seconds(1)
        nearUsed = await near.usedMicroseconds() - nearUsed
        farUsed = await far.usedMicroseconds() - farUsed
        report(
            "\(byteCount) B one way",
            [
                "messages_per_s": Double(total) / seconds, "MB_per_s": Double(total * byteCount) / seconds / 1e6,
                "cpu_us_sender": nearUsed / Double(total), "cpu_us_receiver": farUsed / Double(total),
            ]
        )
        await pair.close()
    }

    private static func connections(_ near: EventLoop, _ far: EventLoop, count: Int) async throws {
        let before = Usage.residentByteCount
        var pairs: [BenchmarkPair] = []
        let begin = ContinuousClock.now
        var used = Usage.processMicroseconds
        for _ in 0..<count {
            let pair = try BenchmarkPair(near, far)
            _ = try await pair.openChannel()
            pairs.append(pair)
        }
        let setup = (ContinuousClock.now - begin) / .milliseconds(1)
        let setupUsed = Usage.processMicroseconds - used
        let memory = Usage.residentByteCount - before
        used = Usage.processMicroseconds
        // What is measured is time passing.
        try await Task.sleep(for: .seconds(15))
        let idle = (Usage.processMicroseconds - used) / 15e6 * 100
        report(
            "\(count * 2) connections",
            [
                "setup_ms_per_pair": setup / Double(count), "cpu_ms_per_peer": setupUsed / Double(count) / 2_000,
                "KB_per_peer": Double(memory) / Double(count) / 2_000, "idle_cpu_percent": idle,
            ]
        )
        for pair in pairs { await pair.close() }
    }
}
