// SPDX-License-Identifier: MIT

import AIConexusTransport
import AIConexusWebRTC

/// Measurements of one pair of peers.
struct PairBench {
    private let near: EventLoop
    private let far: EventLoop

    init(_ near: EventLoop, _ far: EventLoop) {
        (self.near, self.far) = (near, far)
    }

    /// From nothing to an open channel, and the end of it.
    func setup(_ count: Int) async throws -> Row {
        var times: [Double] = []
        let start = Usage.processMicroseconds
        for _ in 0..<count {
            let begin = ContinuousClock.now
            let pair = try MeasuredPair(near, far)
            _ = try await pair.openChannel()
            times.append((ContinuousClock.now - begin) / .milliseconds(1))
            await pair.close()
        }
        let used = Usage.processMicroseconds - start
        times.sort()
        return Row(
            name: "setup",
            values: [
                "p50_ms": times.percentile(50), "p90_ms": times.percentile(90),
                "cpu_ms_per_peer": used / Double(count) / 2_000,
            ]
        )
    }

    /// Who sends and waits for the answer.
    private enum Sender: String, CaseIterable {
        /// A task of an actor that lives on the loop, as a coroutine of asyncio runs on its loop.
        case task = "round trip, task on the loop"
        /// A task on the threads that tasks usually have.
        case taskElsewhere = "round trip, task elsewhere"
        /// The channel's delegate.
        case callbacks = "round trip, callbacks"
    }

    /// 200 bytes there and back.
    func roundTrips(_ count: Int) async throws -> [Row] {
        let pair = try MeasuredPair(near, far)
        let (channel, other) = try await pair.openChannel()
        await other.loop.run { other.delegate = Echo() }
        var rows: [Row] = []
        for sender in Sender.allCases {
            let start = Usage.processMicroseconds
            let times =
                switch sender {
                case .task: try await Resident(on: near).trips(channel, count)
                case .taskElsewhere: try await channel.tripsByTask(count)
                case .callbacks: await channel.tripsByCallback(count)
                }
            let used = Usage.processMicroseconds - start
            rows.append(
                Row(
                    name: sender.rawValue,
                    values: [
                        "p50_us": times.percentile(50), "p99_us": times.percentile(99), "cpu_us": used / Double(count),
                    ]
                )
            )
        }
        await pair.close()
        return rows
    }

    /// Sends and waits on the thread of a loop.
    private actor Resident {
        private nonisolated let loop: EventLoop
        nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

        init(on loop: EventLoop) {
            self.loop = loop
        }

        func trips(_ channel: DataChannel, _ count: Int) async throws -> [Double] {
            try await channel.tripsByTask(count)
        }
    }

    /// Messages in one direction, as fast as the channel takes them.
    func rate(byteCount: Int, _ count: Int) async throws -> Row {
        let pair = try MeasuredPair(near, far)
        let (channel, other) = try await pair.openChannel()
        let counter = Counter(count)
        await far.run { other.delegate = counter }
        let source = Source([UInt8](repeating: 7, count: byteCount), count)
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
        await pair.close()
        return Row(
            name: "\(byteCount) B one way",
            values: [
                "messages_per_s": Double(count) / seconds, "MB_per_s": Double(count * byteCount) / seconds / 1e6,
                "cpu_us_sender": nearUsed / Double(count), "cpu_us_receiver": farUsed / Double(count),
            ]
        )
    }
}

extension DataChannel {
    /// What travels in a round trip.
    private static let ping = [UInt8](repeating: 7, count: 200)

    /// Times of round trips by a task, in microseconds, sorted; the other side echoes.
    func tripsByTask(_ count: Int) async throws -> [Double] {
        var times: [Double] = []
        var answers = messages.makeAsyncIterator()
        for _ in 0..<count {
            let begin = ContinuousClock.now
            try await send(Self.ping)
            _ = try await answers.next()
            times.append((ContinuousClock.now - begin) / .microseconds(1))
        }
        return times.sorted()
    }

    /// Times of round trips by callbacks, in microseconds, sorted; the other side echoes.
    func tripsByCallback(_ count: Int) async -> [Double] {
        let pinger = Pinger(Self.ping, count)
        await loop.run { [self] in
            delegate = pinger
            pinger.send(on: self)
        }
        for await times in pinger.results { return times.sorted() }
        return []
    }
}
