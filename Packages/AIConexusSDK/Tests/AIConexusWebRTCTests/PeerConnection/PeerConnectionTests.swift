// SPDX-License-Identifier: MIT

#if WebRTC
import AIConexusWebRTC
import Testing

@Suite("PeerConnection", .timeLimit(.minutes(1)))
struct PeerConnectionTests {
    @Test("two connections exchange messages both ways")
    func messages() async throws {
        try await Pair.with { pair in
            let (near, far) = try await pair.openChannel("chat")
            #expect(far.label == "chat")
            try await near.send("hello")
            var received = far.messages.makeAsyncIterator()
            #expect(try await received.next()?.text == "hello")
            try await far.send([1, 2, 3])
            var answers = near.messages.makeAsyncIterator()
            #expect(try await answers.next() == DataChannelMessage(.binary, [1, 2, 3]))
            #expect(await pair.first.remoteFingerprint == pair.second.localFingerprint)
            #expect(await pair.second.remoteFingerprint == pair.first.localFingerprint)
            #expect(await pair.first.path?.kind == .direct)
        }
    }
}
#endif
