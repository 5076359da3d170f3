// SPDX-License-Identifier: MIT

import AIConexusTransport
import AIConexusWebRTC

/// Measurements of many connections in one process, on the loops of a ``PeerLoopGroup``.
enum CrowdBench {
    /// Pairs that are connected at the same time.
    private static let concurrency = 8

    /// What connections cost that nobody uses.
    static func idle(pairCount: Int, _ isQuick: Bool) async throws -> Row {
        let group = PeerLoopGroup()
        var pairs = try await open(1, in: group)
        let memory = Usage.residentByteCount
        pairs += try await open(pairCount, in: group)
        let perPeer = Double(Usage.residentByteCount - memory) / Double(pairCount) / 2_000
        let seconds = isQuick ? 5 : 15
        let used = Usage.processMicroseconds
        // What is measured is time passing.
        try await Task.sleep(for: .seconds(seconds))
        let idle = (Usage.processMicroseconds - used) / Double(seconds) / 1e4
        await close(pairs, group)
        return Row(
            name: "idle connections",
            values: [
                "count": Double(pairs.count * 2), "KB_per_peer": perPeer,
                "idle_cpu_percent_per_100": idle / Double(pairs.count * 2) * 100,
            ]
        )
    }

    /// Whether many connections can be opened, and how one of them does among the others.
    static func crowd(pairCount: Int) async throws -> Row {
        let group = PeerLoopGroup()
        let begin = ContinuousClock.now
        var used = Usage.processMicroseconds
        let pairs = try await open(pairCount, in: group)
        let seconds = (ContinuousClock.now - begin) / .seconds(1)
        used = Usage.processMicroseconds - used
        let (channel, other) = try await pairs[0].openChannel()
        await other.loop.run { other.delegate = Echo() }
        let times = try await channel.tripsByTask(1_000)
        await close(pairs, group)
        return Row(
            name: "crowd",
            values: [
                "count": Double(pairCount * 2), "peers_per_s": Double(pairCount * 2) / seconds,
                "cpu_ms_per_peer": used / Double(pairCount) / 2_000, "p50_us": times.percentile(50),
                "p99_us": times.percentile(99),
            ]
        )
    }

    private static func open(_ count: Int, in group: PeerLoopGroup) async throws -> [MeasuredPair] {
        try await withThrowingTaskGroup(of: MeasuredPair.self) { tasks in
            var pairs: [MeasuredPair] = []
            for number in 0..<count {
                if number >= concurrency, let pair = try await tasks.next() { pairs.append(pair) }
                tasks.addTask {
                    let pair = try MeasuredPair(in: group)
                    _ = try await pair.openChannel()
                    return pair
                }
            }
            for try await pair in tasks { pairs.append(pair) }
            return pairs
        }
    }

    private static func close(_ pairs: [MeasuredPair], _ group: PeerLoopGroup) async {
        for pair in pairs { await pair.close() }
        await group.shutdown()
    }
}
