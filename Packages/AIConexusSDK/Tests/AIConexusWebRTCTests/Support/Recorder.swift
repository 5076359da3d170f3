// SPDX-License-Identifier: MIT

#if WebRTC
import AIConexusWebRTC

/// A channel's delegate that keeps what it hears.
final class Recorder: DataChannelDelegate {
    /// What it heard.
    enum Event: Sendable {
        case opened
        case message(DataChannelMessage)
        case drained
        case closed(PeerConnectionError?)
    }

    private let events: AsyncStream<Event>
    private let heard: AsyncStream<Event>.Continuation

    init() {
        (events, heard) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    }

    /// The next `count` messages.
    func messages(_ count: Int) async -> [DataChannelMessage] {
        var messages: [DataChannelMessage] = []
        for await event in events {
            if case .message(let message) = event { messages.append(message) }
            if messages.count == count { break }
        }
        return messages
    }

    /// How the channel closed, after everything else.
    func closing() async -> PeerConnectionError?? {
        for await event in events {
            if case .closed(let error) = event { return error }
        }
        return nil
    }

    /// Waits for the channel to be drained.
    func drained() async {
        for await event in events {
            if case .drained = event { return }
        }
    }

    func channelOpened(_ channel: DataChannel) {
        heard.yield(.opened)
    }

    func channel(_ channel: DataChannel, received message: Span<UInt8>, as kind: DataChannelMessage.Kind) {
        var bytes: [UInt8] = []
        for index in message.indices { bytes.append(message[index]) }
        heard.yield(.message(DataChannelMessage(kind, bytes)))
    }

    func channelDrained(_ channel: DataChannel) {
        heard.yield(.drained)
    }

    func channelClosed(_ channel: DataChannel, error: PeerConnectionError?) {
        heard.yield(.closed(error))
        heard.finish()
    }
}
#endif
