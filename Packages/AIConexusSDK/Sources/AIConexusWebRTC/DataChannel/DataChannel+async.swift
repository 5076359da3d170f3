// SPDX-License-Identifier: MIT

#if WebRTC
// What can be done from anywhere.

extension DataChannel {
    /// Sends a text, after waiting for space when the channel is filled.
    ///
    /// - Parameter text: the message.
    /// - Throws: `messageTooLarge`, `notOpen`, how the connection ended, or `cancelled`.
    public func send(_ text: String) async throws(PeerConnectionError) {
        try await send(Array(text.utf8), as: .text)
    }

    /// Sends a message, after waiting for space when the channel is filled.
    ///
    /// - Parameters:
    ///   - bytes: the message.
    ///   - kind: what the bytes are; a text must be UTF-8, which is not checked.
    /// - Throws: `messageTooLarge`, `notOpen`, how the connection ended, or `cancelled`.
    public func send(
        _ bytes: [UInt8],
        as kind: DataChannelMessage.Kind = .binary
    ) async throws(PeerConnectionError) {
        try await connection.send(bytes, kind, on: self)
    }

    /// Waits until messages travel.
    ///
    /// - Throws: why they never will, or `cancelled`.
    public func opened() async throws(PeerConnectionError) {
        try await Waiter<Void>.wait(on: loop) { [self] waiter in
            switch core.state {
            case .connecting: core.openers.add(waiter)
            case .open: waiter.resume(.success(()))
            case .closing, .closed:
                waiter.resume(.failure(core.error ?? PeerConnectionError(.notOpen, "the channel is closed")))
            }
        }
    }

    /// Waits until the channel is over; returns early when the task is cancelled.
    public func closed() async {
        // Cancelled is the only failure, and the caller knows of it.
        try? await Waiter<Void>.wait(on: loop) { [self] waiter in
            if core.state == .closed { waiter.resume(.success(())) } else { core.closers.add(waiter) }
        }
    }

    /// The messages that come, for one consumer, which has no delegate.
    ///
    /// The sequence ends when the channel was closed in order, and throws how it ended otherwise. While nobody asks for
    /// the next one, up to 1 MiB wait; then the peer is held back.
    public var messages: DataChannelMessages {
        DataChannelMessages(channel: self)
    }
}

/// The messages of a data channel, as they come.
public struct DataChannelMessages: AsyncSequence, Sendable {
    /// Takes one message after another.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let channel: DataChannel

        /// The next message, `nil` after the last.
        ///
        /// - Throws: how the channel ended, or `cancelled`.
        public mutating func next() async throws(PeerConnectionError) -> DataChannelMessage? {
            try await channel.connection.nextMessage(of: channel)
        }
    }

    fileprivate let channel: DataChannel

    /// Begins to take messages.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(channel: channel)
    }
}

/// A task that waits for the next message.
typealias DataChannelReader = Waiter<DataChannelMessage?>

extension PeerConnection {
    /// Runs on the loop, so that a channel that has space costs one hop at most.
    func send(
        _ bytes: [UInt8],
        _ kind: DataChannelMessage.Kind,
        on channel: DataChannel
    ) async throws(PeerConnectionError) {
        // A channel that is over is never filled.
        while channel.core.isFilled {
            try await Waiter<Void>.wait(on: loop) { waiter in
                if channel.core.isFilled { channel.core.senders.add(waiter) } else { waiter.resume(.success(())) }
            }
        }
        if let error = channel.trySend(bytes.span, as: kind) { throw channel.core.error ?? error }
    }

    /// Takes a message, or waits for one.
    func nextMessage(of channel: DataChannel) async throws(PeerConnectionError) -> DataChannelMessage? {
        if let message = channel.core.inbox.next() {
            channel.table?.pausesChanged()
            return message
        }
        return try await DataChannelReader.wait(on: loop) { waiter in
            if let message = channel.core.inbox.next() {
                channel.table?.pausesChanged()
                waiter.resume(.success(message))
            } else if channel.core.state == .closed {
                waiter.resume(channel.core.error.map { .failure($0) } ?? .success(nil))
            } else {
                precondition(channel.core.reader?.isOver ?? true, "the messages of a channel have one consumer")
                channel.core.reader = waiter
            }
        }
    }
}
#endif
