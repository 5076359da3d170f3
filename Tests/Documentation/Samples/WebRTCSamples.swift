// SPDX-License-Identifier: MIT

import AIConexusTransport
import AIConexusWebRTC

// The program that the landing page of AIConexusWebRTC shows; see `SDKSamples`.

enum WebRTCSamples {
    // sample: begin
    /// Carries what one side is told to send to the other side.
    static func carry(_ events: PeerConnectionEvents, to other: PeerConnection) async throws {
        for await event in events {
            switch event {
            case .send(let description): try await other.receive(description)
            case .sendCandidate(let candidate): await other.receive(candidate)
            case .opened(let channel): try await channel.send("You called it \(channel.label).")
            case .path(let path): print("datagrams go the \(path.kind.rawValue) way")
            case .state(let state): print("now \(state)")
            }
        }
    }
    // sample: end

    static func bothSides(_ print: @escaping @Sendable (String) -> Void) async throws {
        // sample: begin
        try await EventLoop.with { loop in
            var configuration = PeerConnectionConfiguration()
            // Only this machine; without this line, all its addresses but the loopback ones.
            configuration.localAddresses = [.loopbackV4]
            let (ours, theirs) = (PeerConnectionEvents(), PeerConnectionEvents())
            let near = try PeerConnection(configuration, isPolite: false, on: loop, delegate: ours)
            let far = try PeerConnection(configuration, isPolite: true, on: loop, delegate: theirs)
            async let there: Void = carry(ours, to: far)
            async let back: Void = carry(theirs, to: near)

            let channel = try await near.openChannel("greetings")
            var messages = channel.messages.makeAsyncIterator()
            print(try await messages.next()?.text ?? "")

            await near.close()
            await far.close()
            _ = try await (there, back)
        }
        // sample: end
    }
}
