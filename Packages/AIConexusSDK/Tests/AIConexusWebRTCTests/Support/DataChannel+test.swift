// SPDX-License-Identifier: MIT

#if WebRTC
import AIConexusTransport
import AIConexusWebRTC
import Testing

extension DataChannel {
    /// The next message.
    func next() async throws -> DataChannelMessage {
        var iterator = messages.makeAsyncIterator()
        guard let message = try await iterator.next() else {
            throw PeerConnectionError(.notOpen, "the channel ended before the message")
        }
        return message
    }

    /// Sets the delegate, from anywhere.
    func setDelegate(_ delegate: any DataChannelDelegate) async {
        await loop.run { self.delegate = delegate }
    }
}

extension PeerConnection {
    /// A channel's number.
    func number(of channel: DataChannel) -> UInt16? {
        channel.id
    }
}

/// Expects an error with a code.
func expect(
    code: PeerConnectionError.Code,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () async throws -> Void
) async {
    do {
        try await body()
        Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    } catch let error as PeerConnectionError {
        #expect(error.code == code, sourceLocation: sourceLocation)
    } catch {
        Issue.record(error, sourceLocation: sourceLocation)
    }
}
#endif
