// SPDX-License-Identifier: MIT

import AIConexusTransport

/// A delegate whose reactions are closures; what has none is ignored, except that a peer's end is answered by closing.
final class TestDelegate: ByteChannelDelegate {
    var onOpened: (any ByteChannel) -> Void = { _ in }
    var onReceived: (any ByteChannel, [UInt8]) -> Void = { _, _ in }
    var onReceivedEnd: (any ByteChannel) -> Void = { $0.close() }
    var onFilled: (any ByteChannel) -> Void = { _ in }
    var onDrained: (any ByteChannel) -> Void = { _ in }
    var onClosed: (any ByteChannel, CloseReason) -> Void = { _, _ in }
    private(set) var closedCount = 0

    func channelOpened(_ channel: any ByteChannel) {
        onOpened(channel)
    }

    func channel(_ channel: any ByteChannel, received bytes: Span<UInt8>) {
        precondition(closedCount == 0, "an event after the last one")
        var copy: [UInt8] = []
        for index in bytes.indices { copy.append(bytes[index]) }
        onReceived(channel, copy)
    }

    func channelReceivedEnd(_ channel: any ByteChannel) {
        precondition(closedCount == 0, "an event after the last one")
        onReceivedEnd(channel)
    }

    func channelFilled(_ channel: any ByteChannel) {
        onFilled(channel)
    }

    func channelDrained(_ channel: any ByteChannel) {
        onDrained(channel)
    }

    func channelClosed(_ channel: any ByteChannel, reason: CloseReason) {
        closedCount += 1
        precondition(closedCount == 1, "closed twice")
        onClosed(channel, reason)
    }
}

extension ByteChannel {
    func send(_ bytes: [UInt8]) {
        send(bytes.span)
    }

    func send(_ text: String) {
        send(Array(text.utf8).span)
    }
}
