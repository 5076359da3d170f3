// SPDX-License-Identifier: MIT

import AIConexusWebRTC

/// Another path is looked for while messages travel.
struct RestartSuite {
    let connection: PeerConnection
    let events: PeerEvents

    func run() async throws {
        var channel = try await EchoChannel(connection.openChannel("restart"))
        try await channel.exchange(.text("before"))
        for round in 0..<3 {
            let known = events.pathCount
            await connection.restartICE()
            var count = 0
            while events.pathCount == known {
                try await channel.exchange(.text("\(round) \(count) on the old path"))
                count += 1
            }
            try await channel.exchange(.binary(100_000))
        }
    }
    /// The peer answers with the credentials that it has: the path in use must stay in use.
    func runRefused() async throws {
        var channel = try await EchoChannel(connection.openChannel("refused restart"))
        try await channel.exchange(.text("before"))
        await connection.restartICE()
        for count in 0..<2_000 { try await channel.exchange(.text("\(count) on the old path")) }
        guard await connection.state == .connected else { throw SuiteFailure("the connection did not stay") }
    }
    /// Whoever drives the program does something to the path: it shows as another path, or as one long round trip.
    func runInterrupted() async throws {
        var channel = try await EchoChannel(connection.openChannel("interrupted"))
        let clock = ContinuousClock()
        var longest = Duration.zero
        var count = 0
        let known = events.pathCount
        while longest < Self.noticeable, events.pathCount == known {
            let start = clock.now
            try await channel.exchange(.text("\(count)"))
            longest = max(longest, clock.now - start)
            count += 1
        }
        for number in 0..<500 { try await channel.exchange(.text("\(number) afterwards")) }
        Output.report(Report(longest: longest / .milliseconds(1)))
    }

    /// Longer than a lost packet takes to be sent again.
    private static let noticeable = Duration.seconds(2)
}
