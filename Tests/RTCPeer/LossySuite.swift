// SPDX-License-Identifier: MIT

import AIConexusWebRTC

/// What a path that loses packets does to messages: to reliable ones nothing but to their times.
struct LossySuite {
    private static let roundTripCount = 300
    private static let bulkCount = 256
    private static let bulkByteCount = 16_384
    private static let datagramCount = 500

    let connection: PeerConnection

    func run() async throws {
        try await runRoundTrips()
        try await runBulk()
        try await runUnreliable()
    }

    private func runRoundTrips() async throws {
        var channel = try await EchoChannel(connection.openChannel("round trips"))
        let clock = ContinuousClock()
        var times: [Duration] = []
        for _ in 0..<Self.roundTripCount {
            let start = clock.now
            try await channel.exchange(.binary(200))
            times.append(clock.now - start)
        }
        times.sort()
        Output.report(Report(p50: times[times.count / 2], p99: times[times.count * 99 / 100]))
    }

    /// Numbered messages, which come back all and in their order.
    private func runBulk() async throws {
        var answers = try await EchoChannel(connection.openChannel("bulk"))
        let channel = answers.channel
        let clock = ContinuousClock()
        let start = clock.now
        async let sent: Void = {
            for number in 0..<Self.bulkCount { try await channel.send(Self.message(number, Self.bulkByteCount)) }
        }()
        for number in 0..<Self.bulkCount {
            try await answers.expect(DataChannelMessage(.binary, Self.message(number, Self.bulkByteCount)))
        }
        try await sent
        let rate = Double(Self.bulkCount * Self.bulkByteCount) / ((clock.now - start) / .seconds(1)) / 1e6
        Output.report(Report(megabytesPerSecond: rate))
    }

    /// Messages that are sent once: some may be missing, none may come twice or changed.
    private func runUnreliable() async throws {
        let configuration = DataChannelConfiguration(isOrdered: false, reliability: .maxRetransmits(0))
        let channel = try await EchoChannel(connection.openChannel("unreliable", configuration))
        for number in 0..<Self.datagramCount { try await channel.channel.send(Self.message(number, 500)) }
        // The last word is reliable: it comes back after all others that do, since the peer answers in order.
        var last = try await EchoChannel(connection.openChannel("last word"))
        try await last.exchange(.text("done"))
        channel.channel.close()
        var answers = channel
        var seen: Set<Int> = []
        while let answer = try await answers.next() {
            guard answer.bytes.count == 500 else { throw SuiteFailure("a datagram of \(answer.bytes.count) bytes") }
            let number = Int(answer.bytes[0]) << 8 | Int(answer.bytes[1])
            guard answer.bytes == Self.message(number, 500) else { throw SuiteFailure("datagram \(number) is changed") }
            guard seen.insert(number).inserted else { throw SuiteFailure("datagram \(number) came twice") }
        }
        Output.report(Report(arrived: seen.count, of: Self.datagramCount))
    }

    private static func message(_ number: Int, _ byteCount: Int) -> [UInt8] {
        var bytes = DataChannelMessage.binary(byteCount).bytes
        (bytes[0], bytes[1]) = (UInt8(number >> 8), UInt8(number & 0xFF))
        return bytes
    }
}
