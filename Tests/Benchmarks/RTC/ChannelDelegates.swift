// SPDX-License-Identifier: MIT

import AIConexusWebRTC

// Delegates of channels; each is touched on its channel's loop only, which is the guard of `@unchecked Sendable`.

/// Sends everything back.
final class Echo: DataChannelDelegate {
    func channel(_ channel: DataChannel, received message: Span<UInt8>, as kind: DataChannelMessage.Kind) {
        channel.trySend(message, as: kind)
    }
}

/// Sends a message, waits for its return, and again.
final class Pinger: DataChannelDelegate, @unchecked Sendable {
    let results: AsyncStream<[Double]>
    private let finished: AsyncStream<[Double]>.Continuation
    private let message: [UInt8]
    private let count: Int
    private var times: [Double] = []
    private var begin = ContinuousClock.now

    init(_ message: [UInt8], _ count: Int) {
        self.message = message
        self.count = count
        (results, finished) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    }

    func send(on channel: DataChannel) {
        begin = ContinuousClock.now
        let message = message
        channel.trySend(message.span, as: .binary)
    }

    func channel(_ channel: DataChannel, received message: Span<UInt8>, as kind: DataChannelMessage.Kind) {
        times.append((ContinuousClock.now - begin) / .microseconds(1))
        if times.count == count { finished.yield(times) } else { send(on: channel) }
    }
}

/// Sends so many messages, as fast as the channel takes them.
final class Source: DataChannelDelegate, @unchecked Sendable {
    private let message: [UInt8]
    private var left: Int

    init(_ message: [UInt8], _ count: Int) {
        self.message = message
        left = count
    }

    func fill(_ channel: DataChannel) {
        let message = message
        while left > 0, channel.trySend(message.span, as: .binary) == nil { left -= 1 }
    }

    func channel(_ channel: DataChannel, received message: Span<UInt8>, as kind: DataChannelMessage.Kind) {}

    func channelDrained(_ channel: DataChannel) {
        fill(channel)
    }
}

/// Counts messages.
final class Counter: DataChannelDelegate, @unchecked Sendable {
    let done: AsyncStream<Void>
    private let finished: AsyncStream<Void>.Continuation
    private var left: Int

    init(_ count: Int) {
        left = count
        (done, finished) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    }

    func channel(_ channel: DataChannel, received message: Span<UInt8>, as kind: DataChannelMessage.Kind) {
        left -= 1
        if left == 0 { finished.yield() }
    }
}
