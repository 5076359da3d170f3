// SPDX-License-Identifier: MIT

import AIConexusWebRTC

/// Messages of all sizes on channels of all kinds, compared byte for byte.
struct EchoSuite {
    /// The sizes of binary messages, in bytes: around one packet and around 64 KiB, and the largest of browsers.
    private static let byteCounts = [0, 1, 2, 100, 1_024, 1_163, 1_164, 16_384, 65_535, 65_536, 200_000, 262_144]
    private static let texts = ["hello", "", "gr\u{FC}\u{DF} dich \u{1F44B}", String(repeating: "x", count: 70_000)]

    /// All kinds lose nothing on a path that loses nothing.
    private static let configurations: [(String, DataChannelConfiguration)] = [
        ("echo", DataChannelConfiguration(protocolName: "echo.v1")),
        ("unordered", DataChannelConfiguration(isOrdered: false)),
        ("retransmits", DataChannelConfiguration(reliability: .maxRetransmits(5))),
        ("lifetime", DataChannelConfiguration(isOrdered: false, reliability: .maxPacketLifeTime(3_000))),
    ]

    let connection: PeerConnection

    func runOnce() async throws {
        var channel = try await EchoChannel(connection.openChannel("once"))
        try await channel.exchange(.text("hello"))
    }

    func run() async throws {
        for (label, configuration) in Self.configurations {
            var channel = try await EchoChannel(connection.openChannel(label, configuration))
            for text in Self.texts { try await channel.exchange(.text(text)) }
            for count in Self.byteCounts { try await channel.exchange(.binary(count)) }
            await channel.close()
        }
    }

    /// 1, 4 and 16 MiB, which our own peers take.
    func runLarge() async throws {
        var channel = try await EchoChannel(connection.openChannel("large"))
        for count in [1 << 20, 4 << 20, 16 << 20] { try await channel.exchange(.binary(count)) }
    }
}
