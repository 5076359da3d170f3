// SPDX-License-Identifier: MIT

#if WebRTC
import AIConexusTransport
import AIConexusWebRTC
import Synchronization
import Testing

@Suite("Flow of a data channel", .timeLimit(.minutes(3)))
struct DataChannelFlowTests {
    private static let message = [UInt8](repeating: 5, count: 16 << 10)
    /// How many messages are on their way when nobody reads: 1 MiB each in the channel's buffer, in SCTP's on both
    /// sides and in the inbox, and one message beyond each.
    private static let limit = 4 * ((1 << 20) / (16 << 10) + 1)

    /// Sends until the channel takes no more, and would not if SCTP's buffers were empty.
    private func fill(_ channel: DataChannel) async -> Int {
        await channel.loop.run { fill(channel) }
    }

    private func fill(_ channel: DataChannel) -> Int {
        channel.waterMarks = WaterMarks(high: 8 << 20, low: 4 << 20)
        var count = 0
        while channel.trySend(Self.message.span, as: .binary) == nil { count += 1 }
        return count
    }

    @Test("the sender is never further ahead of a slow reader than the buffers are large")
    func slowReader() async throws {
        try await Pair.with { pair in
            let (near, far) = try await pair.openChannel()
            let sentCount = Atomic(0)
            async let sending: Void = {
                for _ in 0..<2_000 {
                    try await near.send(Self.message)
                    sentCount.add(1, ordering: .relaxed)
                }
            }()
            for count in 0..<2_000 {
                #expect(sentCount.load(ordering: .relaxed) - count <= Self.limit)
                #expect(try await far.next().bytes == Self.message)
            }
            try await sending
        }
    }

    @Test("a reader that pauses holds the sender back, and loses nothing when it goes on")
    func pausedReader() async throws {
        try await Pair.with { pair in
            let (near, far) = try await pair.openChannel()
            try await near.opened()
            let receiver = Recorder()
            await far.loop.run {
                far.delegate = receiver
                far.pauseReading()
            }
            let sent = await fill(near)
            let full = await near.loop.run { near.trySend(Self.message.span, as: .binary)?.code }
            #expect(full == .bufferFull)
            let drainer = Recorder()
            await near.setDelegate(drainer)
            await far.loop.run { far.resumeReading() }
            await drainer.drained()
            #expect(await receiver.messages(sent).allSatisfy { $0.bytes == Self.message })
        }
    }

    @Test("send waits for space, and a cancelled one gives up without sending")
    func waiting() async throws {
        try await Pair.with { pair in
            let (near, far) = try await pair.openChannel()
            try await near.opened()
            let sent = await fill(near)
            let given = Task { try await near.send("never") }
            given.cancel()
            await expect(code: .cancelled) { try await given.value }
            async let waiting: Void = near.send("later")
            for _ in 0..<sent { #expect(try await far.next().bytes == Self.message) }
            #expect(try await far.next().text == "later")
            try await waiting
        }
    }

    @Test("whoever waits for space hears how the connection ended")
    func endWhileWaiting() async throws {
        try await Pair.with { pair in
            let (near, _) = try await pair.openChannel()
            try await near.opened()
            _ = await fill(near)
            let waiting = Task { try await near.send("never") }
            await pair.second.close()
            await expect(code: .closedByPeer) { try await waiting.value }
        }
    }

    @Test("whoever waits for a message hears how the connection ended, or gives up when cancelled")
    func endWhileReading() async throws {
        try await Pair.with { pair in
            let (near, far) = try await pair.openChannel()
            try await near.opened()
            let cancelled = Task { try await near.next() }
            cancelled.cancel()
            await expect(code: .cancelled) { _ = try await cancelled.value }
            let waiting = Task { try await near.next() }
            await pair.second.close()
            await expect(code: .closedByPeer) { _ = try await waiting.value }
            await expect(code: .closed) { _ = try await far.next() }
        }
    }

    @Test("a stopped reader disturbs no other connection of the loop")
    func otherConnections() async throws {
        try await Pair.with { pair in
            let other = try Pair(on: pair.first.loop)
            let (near, _) = try await pair.openChannel()
            try await near.opened()
            _ = await fill(near)
            let (otherNear, otherFar) = try await other.openChannel()
            for _ in 0..<200 {
                try await otherNear.send(Self.message)
                #expect(try await otherFar.next().bytes == Self.message)
            }
            await other.close()
        }
    }

    @Test("channels take turns: a long queue on one does not stop another")
    func turns() async throws {
        try await Pair.with { pair in
            let (bulk, bulkFar) = try await pair.openChannel("bulk")
            let (quick, quickFar) = try await pair.openChannel("quick")
            try await bulk.opened()
            try await quick.opened()
            let receiver = Recorder()
            await bulkFar.setDelegate(receiver)
            await quickFar.setDelegate(receiver)
            let sent = await bulk.loop.run {
                defer { quick.trySend(Array("quick".utf8).span, as: .text) }
                return fill(bulk)
            }
            let place = await receiver.messages(sent + 1).firstIndex { $0.kind == .text }
            // What SCTP had taken goes first, what waited does not.
            #expect(try #require(place) < sent)
        }
    }

    @Test("what the peer sends before its channel closes is still delivered to a reader that comes late")
    func lateReader() async throws {
        try await Pair.with { pair in
            let (near, far) = try await pair.openChannel()
            for number in 0..<10 { try await near.send("\(number)") }
            near.close()
            await far.closed()
            for number in 0..<10 { #expect(try await far.next().text == "\(number)") }
            var rest = far.messages.makeAsyncIterator()
            #expect(try await rest.next() == nil)
        }
    }
}
#endif
