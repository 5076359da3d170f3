// SPDX-License-Identifier: MIT

#if WebRTC
import AIConexusTestSupport
import AIConexusTransport
import Testing

@testable import AIConexusWebRTC

/// A peer whose upper layers do what they must not; those below are as they should be.
@Suite("Hostile peer", .timeLimit(.minutes(3)))
struct HostilePeerTests {
    /// Runs an attack by the second side against the first, then checks that a channel between them works as before.
    private func survive(
        _ configuration: PeerConnectionConfiguration = Pair.configuration,
        _ attack: @escaping @Sendable (isolated PeerConnection) -> Void
    ) async throws {
        try await Pair.with(configuration) { pair in
            let (near, far) = try await pair.openChannel()
            try await near.opened()
            let attacker = pair.second
            await attacker.loop.run { attacker.assumeIsolated { attack($0) } }
            for text in ["still", "here"] {
                try await near.send(text)
                #expect(try await far.next().text == text)
                try await far.send(text)
                #expect(try await near.next().text == text)
            }
            #expect(await pair.first.channelCount <= configuration.maximumChannelCount)
        }
    }

    @Test("openings that cannot be read are refused")
    func malformedOpenings() async throws {
        let open = DCEPOpening(label: "label", DataChannelConfiguration(protocolName: "p")).bytes
        var messages: [[UInt8]] = [[0], [1], [2, 2], [3], [3, 0], [255, 255, 255]]
        messages += (1..<open.count).map { Array(open[..<$0]) }
        messages.append(open + [0])
        var badType = open
        badType[1] = 3
        messages.append(badType)
        // Lengths that reach beyond the message, and a label that is no text.
        messages.append(Array(open[..<8]) + [255, 255, 255, 255] + Array(open[12...]))
        messages.append(Array(open[..<12]) + [0xFF, 0xFE, 0xFD, 0xFC, 0xFB, UInt8(ascii: "p")])
        try await survive { [messages] attacker in
            for (index, message) in messages.enumerated() {
                attacker.send(message, .control, stream: UInt16(index % 60) + 2)
            }
        }
    }

    @Test("random messages of every kind, on every stream, change nothing")
    func noise() async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed of the noise: \(seed)")
        var generator = SeededGenerator(seed: seed)
        let messages = (0..<2_000).map { _ in
            (
                generator.bytes(Int.random(in: 1...64, using: &generator)),
                SCTPPayloadID(rawValue: UInt32.random(in: 48...60, using: &generator)),
                UInt16.random(in: 2..<64, using: &generator)
            )
        }
        try await survive { attacker in
            for (bytes, payload, stream) in messages { attacker.send(bytes, payload, stream: stream) }
        }
    }

    @Test("a peer that opens thousands of channels gets as many as there may be")
    func manyChannels() async throws {
        var configuration = Pair.configuration
        configuration.maximumChannelCount = 8
        try await survive(configuration) { attacker in
            let open = DCEPOpening(label: "one of many", DataChannelConfiguration()).bytes
            for round in 0..<5_000 { attacker.send(open, .control, stream: UInt16(round % 32) * 2) }
        }
    }

    @Test("channels opened with our numbers, or twice, are refused")
    func wrongNumbers() async throws {
        try await survive { attacker in
            let open = DCEPOpening(label: "mine", DataChannelConfiguration()).bytes
            for _ in 0..<3 {
                // The offering side's numbers are odd, and so is that of its channel.
                attacker.send(open, .control, stream: 3)
                attacker.send(open, .control, stream: 4)
            }
        }
    }

    @Test(
        "a text that is not UTF-8, or a message over the limit, ends its channel and no other",
        arguments: [true, false]
    )
    func badMessage(_ isText: Bool) async throws {
        var configuration = Pair.configuration
        configuration.maximumMessageByteCount = 200_000
        try await Pair.with(configuration) { pair in
            let (near, far) = try await pair.openChannel()
            let (bad, _) = try await pair.openChannel("bad")
            #expect(await pair.first.number(of: bad) == 3)
            let recorder = Recorder()
            await bad.setDelegate(recorder)
            let attacker = pair.second
            await attacker.loop.run {
                attacker.assumeIsolated { attacker in
                    if isText {
                        attacker.send([0x66, 0xFF], .text, stream: 3)
                    } else {
                        attacker.send([UInt8](repeating: 1, count: 200_001), .binary, stream: 3)
                    }
                }
            }
            #expect(await recorder.closing()??.code == .sctpFailed)
            try await near.send("still here")
            #expect(try await far.next().text == "still here")
        }
    }

    @Test("packets that are no SCTP, or SCTP with bits turned, never crash; at worst the connection ends")
    func packets() async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed of the packets: \(seed)")
        try await Pair.with { pair in
            let (near, _) = try await pair.openChannel()
            try await near.opened()
            let attacker = pair.second
            await attacker.loop.run {
                var generator = SeededGenerator(seed: seed)
                let packets = PacketNoise(using: &generator)
                attacker.assumeIsolated { attacker in
                    for _ in 0..<5_000 {
                        attacker.session.dtls?.send(packets.next(using: &generator).span)
                    }
                }
            }
            let other = try Pair(on: pair.first.loop)
            let (otherNear, otherFar) = try await other.openChannel()
            try await otherNear.send("undisturbed")
            #expect(try await otherFar.next().text == "undisturbed")
            await other.close()
        }
    }
}

/// Packets that look like SCTP: a header, and chunks with types and lengths that may be true.
private struct PacketNoise {
    private let tag: UInt32

    init(using generator: inout SeededGenerator) {
        tag = UInt32.random(in: 0...UInt32.max, using: &generator)
    }

    func next(using generator: inout SeededGenerator) -> [UInt8] {
        if Int.random(in: 0..<10, using: &generator) == 0 {
            return generator.bytes(Int.random(in: 1...1_100, using: &generator))
        }
        var packet: [UInt8] = [0x13, 0x88, 0x13, 0x88]
        packet += generator.bytes(8)
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let length = Int.random(in: 0...60, using: &generator)
            let types: [UInt8] = Array(0...15) + [64, 128, 129, 130, 192, 193, 194, 255]
            packet += [types.randomElement(using: &generator) ?? 0, UInt8.random(in: 0...255, using: &generator)]
            let told = Bool.random(using: &generator) ? length + 4 : Int.random(in: 0...65_535, using: &generator)
            packet += [UInt8(told >> 8), UInt8(told & 255)] + generator.bytes(length)
        }
        return packet
    }
}

extension PeerConnection {
    /// Sends a message past the channels.
    fileprivate func send(_ bytes: [UInt8], _ payload: SCTPPayloadID, stream: UInt16) {
        _ = session.channels.association?.send(bytes.span, SCTPMessageInfo(stream: stream, payload: payload))
    }

    fileprivate var channelCount: Int { session.channels.count }
}
#endif
