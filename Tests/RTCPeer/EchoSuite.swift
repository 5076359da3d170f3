// SPDX-License-Identifier: MIT

import AIConexusWebRTC

/// What the offering side does with a peer that sends everything back.
struct EchoSuite {
    /// A message came back changed, or not at all.
    struct Failure: Error {
        var what: String
    }

    /// The sizes of binary messages, in bytes; those that the peer does not accept are left out.
    private static let byteCounts = [0, 1, 2, 100, 1_024, 1_163, 1_164, 16_384, 65_535, 65_536, 200_000, 262_144]

    /// The kinds of channels, all of which lose nothing on a path that loses nothing.
    private static let configurations: [(String, DataChannelConfiguration)] = [
        ("echo", DataChannelConfiguration(protocolName: "echo.v1")),
        ("unordered", DataChannelConfiguration(isOrdered: false)),
        ("retransmits", DataChannelConfiguration(reliability: .maxRetransmits(5))),
        ("lifetime", DataChannelConfiguration(isOrdered: false, reliability: .maxPacketLifeTime(3_000))),
    ]

    let connection: PeerConnection

    /// Runs everything.
    func run() async throws {
        for (label, configuration) in Self.configurations {
            let channel = try await connection.openChannel(label, configuration)
            try await run(on: channel)
            channel.close()
            await channel.closed()
            Output.report("passed", label)
        }
    }

    private func run(on channel: DataChannel) async throws {
        try await channel.opened()
        var answers = channel.messages.makeAsyncIterator()
        for text in ["hello", "", "grüß dich \u{1F44B}"] {
            try await channel.send(text)
            guard try await answers.next()?.text == text else { throw Failure(what: "text \(text)") }
        }
        let limit = await connection.maximumMessageByteCount(of: channel)
        for count in Self.byteCounts where count <= limit {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
            try await channel.send(bytes)
            guard try await answers.next() == DataChannelMessage(.binary, bytes) else {
                throw Failure(what: "\(count) bytes")
            }
        }
    }
}

extension PeerConnection {
    fileprivate func maximumMessageByteCount(of channel: DataChannel) -> Int {
        channel.maximumMessageByteCount
    }
}

/// Sends everything back.
final class Echo: DataChannelDelegate {
    func channel(_ channel: DataChannel, received message: Span<UInt8>, as kind: DataChannelMessage.Kind) {
        if let error = channel.trySend(message, as: kind) { Output.report("refused", error) }
    }
}
