// SPDX-License-Identifier: MIT

#if WebRTC
import AIConexusTestSupport
import AIConexusWebRTC
import Testing

@Suite("DataChannel", .timeLimit(.minutes(3)))
struct DataChannelTests {
    /// Every combination that a channel can be opened with.
    static let configurations: [DataChannelConfiguration] = [true, false].flatMap { isOrdered in
        [.reliable, .maxRetransmits(0), .maxRetransmits(7), .maxPacketLifeTime(500)].map {
            DataChannelConfiguration(isOrdered: isOrdered, reliability: $0, protocolName: "p.v1")
        }
    }

    @Test("the other side sees label, protocol and reliability, and messages cross", arguments: configurations)
    func reliability(_ configuration: DataChannelConfiguration) async throws {
        try await Pair.with { pair in
            let (near, far) = try await pair.openChannel("grüße", configuration)
            #expect(far.label == "grüße")
            #expect(far.configuration == configuration)
            try await near.send("there")
            #expect(try await far.next().text == "there")
            try await far.send("back")
            #expect(try await near.next().text == "back")
        }
    }

    @Test(
        "messages of all sizes arrive byte for byte",
        arguments: [0, 1, 1_150, 1_151, 1_152, 65_535, 65_536, 65_537, 262_144, 1 << 20, 4 << 20, 16 << 20]
    )
    func sizes(_ byteCount: Int) async throws {
        try await Pair.with { pair in
            let (near, far) = try await pair.openChannel()
            var generator = SeededGenerator(seed: UInt64(byteCount))
            let message = DataChannelMessage(.binary, generator.bytes(byteCount))
            try await near.send(message.bytes)
            let received = try await far.next()
            // Not by `#expect` on the messages: it would print megabytes.
            let isEqual = received == message
            #expect(isEqual)
            try await far.send(received.bytes)
            let isSame = try await near.next() == message
            #expect(isSame)
        }
    }

    @Test("an empty text stays a text, and empty bytes stay bytes")
    func empty() async throws {
        try await Pair.with { pair in
            let (near, far) = try await pair.openChannel()
            try await near.send("")
            try await near.send([])
            #expect(try await far.next() == DataChannelMessage(.text, []))
            #expect(try await far.next() == DataChannelMessage(.binary, []))
        }
    }

    @Test("a message over the peer's limit is refused before it is sent")
    func tooLarge() async throws {
        var small = Pair.configuration
        small.maximumMessageByteCount = 1_000
        try await Pair.with(Pair.configuration, second: small) { pair in
            let (near, far) = try await pair.openChannel()
            try await near.opened()
            try await near.send([UInt8](repeating: 1, count: 1_000))
            await expect(code: .messageTooLarge) { try await near.send([UInt8](repeating: 1, count: 1_001)) }
            #expect(try await far.next().bytes.count == 1_000)
        }
    }

    @Test("an early message that turns out too large closes the channel, and the reason is told")
    func earlyTooLarge() async throws {
        var small = Pair.configuration
        small.maximumMessageByteCount = 1_000
        try await Pair.with(Pair.configuration, second: small) { pair in
            pair.firstCourier.hold()
            let near = try await pair.first.openChannel("large")
            let recorder = Recorder()
            await near.setDelegate(recorder)
            try await near.send("small")
            try await near.send([UInt8](repeating: 1, count: 1_001))
            pair.firstCourier.release()
            #expect(try await pair.nextChannel().next().text == "small")
            #expect(await recorder.closing()??.code == .messageTooLarge)
        }
    }

    @Test("more than the channel holds may be sent before the connection, by whoever waits for space")
    func earlyOverHighMark() async throws {
        try await Pair.with { pair in
            pair.firstCourier.hold()
            let near = try await pair.first.openChannel("eager")
            let sending = Task { for _ in 0..<100 { try await near.send([UInt8](repeating: 1, count: 100_000)) } }
            pair.firstCourier.release()
            let far = try await pair.nextChannel()
            for _ in 0..<100 { #expect(try await far.next().bytes.count == 100_000) }
            try await sending.value
        }
    }

    @Test("channels with a number that both sides agreed on need no opening")
    func negotiated() async throws {
        try await Pair.with { pair in
            let configuration = DataChannelConfiguration(negotiatedID: 7)
            let near = try await pair.first.openChannel("ours", configuration)
            let far = try await pair.second.openChannel("theirs", configuration)
            try await near.send("by number")
            #expect(try await far.next().text == "by number")
            #expect(await pair.first.number(of: near) == 7)
        }
    }

    @Test("numbers in use or out of range are refused")
    func numbers() async throws {
        try await Pair.with { pair in
            _ = try await pair.first.openChannel("", DataChannelConfiguration(negotiatedID: 4))
            for number in [4, 128, 65_535] as [UInt16] {
                await expect(code: .invalidArgument) {
                    _ = try await pair.first.openChannel("", DataChannelConfiguration(negotiatedID: number))
                }
            }
        }
    }

    @Test("what is sent before the connection arrives in order, behind the opening")
    func early() async throws {
        try await Pair.with { pair in
            let near = try await pair.first.openChannel("early", DataChannelConfiguration(isOrdered: false))
            for number in 0..<100 { try await near.send("\(number)") }
            let far = try await pair.nextChannel()
            for number in 0..<100 { #expect(try await far.next().text == "\(number)") }
        }
    }

    @Test("messages that nobody took yet wait for a delegate, before those that come later")
    func lateDelegate() async throws {
        try await Pair.with { pair in
            let (near, far) = try await pair.openChannel()
            for number in 0..<10 { try await near.send("\(number)") }
            // One message on another channel, sent later, tells that they are there.
            let (second, otherFar) = try await pair.openChannel("second")
            try await second.send("now")
            _ = try await otherFar.next()
            let recorder = Recorder()
            await far.setDelegate(recorder)
            for number in 10..<20 { try await near.send("\(number)") }
            let messages = await recorder.messages(20)
            #expect(messages.map(\.text) == (0..<20).map { "\($0)" })
        }
    }
}

// MARK: - Closing

@Suite("Closing data channels", .timeLimit(.minutes(3)))
struct DataChannelClosingTests {
    @Test("what was sent before closing arrives, then both sides are over", arguments: [true, false])
    func closing(_ isNearClosing: Bool) async throws {
        try await Pair.with { pair in
            let (near, far) = try await pair.openChannel()
            let (closing, other) = isNearClosing ? (near, far) : (far, near)
            try await near.opened()
            try await closing.send([UInt8](repeating: 7, count: 300_000))
            closing.close()
            #expect(try await other.next().bytes.count == 300_000)
            await closing.closed()
            await other.closed()
            await expect(code: .notOpen) { try await closing.send("more") }
            await expect(code: .notOpen) { try await other.send("more") }
            var rest = other.messages.makeAsyncIterator()
            #expect(try await rest.next() == nil)
        }
    }

    @Test("both sides may close at once")
    func bothClosing() async throws {
        try await Pair.with { pair in
            let (near, far) = try await pair.openChannel()
            near.close()
            far.close()
            await near.closed()
            await far.closed()
        }
    }

    @Test("the number of a closed channel is used again, in any number of rounds")
    func reuse() async throws {
        var configuration = Pair.configuration
        configuration.maximumChannelCount = 2
        try await Pair.with(configuration) { pair in
            for round in 0..<20 {
                let (near, far) = try await pair.openChannel("round \(round)")
                #expect(far.label == "round \(round)")
                try await near.send("\(round)")
                #expect(try await far.next().text == "\(round)")
                (round % 2 == 0 ? near : far).close()
                await near.closed()
                await far.closed()
            }
        }
    }

    @Test("a channel that was never connected closes at once, without a word to the peer")
    func closingEarly() async throws {
        try await Pair.with { pair in
            let near = try await pair.first.openChannel("never")
            let recorder = Recorder()
            await near.setDelegate(recorder)
            near.close()
            await near.closed()
            #expect(await recorder.closing() == .some(nil))
        }
    }

    @Test("channels that the peer may not open are refused, and the others go on")
    func refusing() async throws {
        var few = Pair.configuration
        few.maximumChannelCount = 1
        try await Pair.with(Pair.configuration, second: few) { pair in
            let (near, far) = try await pair.openChannel()
            let refused = try await pair.first.openChannel("one too many")
            await refused.closed()
            try await near.send("still here")
            #expect(try await far.next().text == "still here")
        }
    }
}
#endif
