// SPDX-License-Identifier: MIT

import AIConexusWebRTC

/// How channels begin and end.
struct ClosingSuite {
    /// The number of the channel that both sides make, far from those that are given out.
    static let negotiatedID: UInt16 = 40
    static let negotiatedLabel = "negotiated"
    /// What makes the other side close a channel.
    static let request = "please close"

    let connection: PeerConnection

    func run() async throws {
        // More rounds than a peer that does not free numbers could stand.
        for round in 0..<20 {
            var channel = try await EchoChannel(connection.openChannel("closing \(round)"))
            try await channel.exchange(.text("round \(round)"))
            if round.isMultiple(of: 2) {
                await channel.close()
            } else {
                try await channel.channel.send(Self.request)
                guard try await channel.next() == nil else { throw SuiteFailure("the peer did not close") }
                await channel.channel.closed()
            }
        }
        try await runOneOfTwo()
    }

    /// A channel goes on when another one is closed, and what was sent before the end arrives.
    private func runOneOfTwo() async throws {
        var staying = try await EchoChannel(connection.openChannel("staying"))
        let leaving = try await EchoChannel(connection.openChannel("leaving"))
        try await leaving.channel.send(DataChannelMessage.binary(200_000).bytes)
        await leaving.close()
        try await staying.exchange(.binary(1_000))
        await staying.close()
    }

    func runNegotiated() async throws {
        let configuration = DataChannelConfiguration(negotiatedID: Self.negotiatedID)
        var channel = try await EchoChannel(connection.openChannel(Self.negotiatedLabel, configuration))
        try await channel.exchange(.binary(10_000))
    }
}
