// SPDX-License-Identifier: MIT

#if WebRTC
internal import AIConexusTransport

// How messages go out and come in, and how channels end.

extension DataChannelTable {
    /// What SCTP is given for an empty message, which it cannot carry (RFC 8831 §6.6).
    private static let placeholder: [UInt8] = [0]

    /// Sends a message, or keeps what cannot leave yet.
    ///
    /// - Returns: why it was not taken.
    func send(
        _ message: Span<UInt8>,
        _ kind: DataChannelMessage.Kind,
        on channel: DataChannel
    ) -> PeerConnectionError? {
        let isWaiting = channel.core.state == .connecting
        guard isWaiting || channel.core.state == .open else {
            return PeerConnectionError(.notOpen, "the channel is closed")
        }
        guard !channel.core.isFilled else {
            return PeerConnectionError(.bufferFull, "\(channel.core.bufferedAmount) bytes wait to be sent")
        }
        if isWaiting {
            channel.core.early.append(DataChannelMessage(kind, [UInt8](copying: message)))
        } else if let error = transmit(message, kind, on: channel) {
            return error
        }
        update(channel)
        return nil
    }

    /// Sends what was kept before the channel was open.
    func sendEarly(on channel: DataChannel) {
        let early = channel.core.early
        channel.core.early = []
        for message in early {
            guard let error = transmit(message.bytes.span, message.kind, on: channel) else { continue }
            // It was taken when the peer's limit was not known: nobody else can be told.
            channel.core.error = error
            close(channel)
            break
        }
        update(channel)
    }

    private func transmit(
        _ message: Span<UInt8>,
        _ kind: DataChannelMessage.Kind,
        on channel: DataChannel
    ) -> PeerConnectionError? {
        guard let association, let id = channel.core.id else {
            return PeerConnectionError(.notOpen, "the channel has no connection")
        }
        guard message.count <= peerMaximum else {
            return PeerConnectionError(.messageTooLarge, "the peer accepts \(peerMaximum) bytes")
        }
        let isEmpty = message.isEmpty
        var info = SCTPMessageInfo(
            stream: id,
            payload: kind == .text ? (isEmpty ? .emptyText : .text) : (isEmpty ? .emptyBinary : .binary)
        )
        // Before the peer knows the channel nothing may overtake the message that opens it (RFC 8832 §6).
        info.isOrdered = channel.configuration.isOrdered || !channel.core.isAcknowledged
        if channel.core.isAcknowledged { info.reliability = channel.configuration.reliability }
        _ = association.send(isEmpty ? Self.placeholder.span : message, info)
        return nil
    }

    /// Looks how much waits, and tells whoever waits for less of it.
    func update(_ channel: DataChannel) {
        channel.core.bufferedAmount =
            channel.core.id.flatMap { association?.waitingByteCount(of: $0) }
            ?? channel.core.early.reduce(0) { $0 + $1.bytes.count }
        if channel.core.bufferedAmount > channel.core.waterMarks.high {
            channel.core.isFilled = true
        } else if channel.core.isFilled, channel.core.bufferedAmount <= channel.core.waterMarks.low {
            channel.core.isFilled = false
            channel.core.senders.resume()
            channel.core.delegate?.channelDrained(channel)
        }
    }
}

// MARK: - Receiving

extension DataChannelTable {
    /// A message of any kind but control.
    func receive(_ message: Span<UInt8>, _ payload: SCTPPayloadID, on channel: DataChannel) {
        switch payload {
        case .text, .binary:
            let kind: DataChannelMessage.Kind = payload == .text ? .text : .binary
            guard channel.core.pieces.isEmpty else { return receiveLastPiece(message, kind, on: channel) }
            deliver(message, kind, to: channel)
        case .emptyText: deliver(Span(), .text, to: channel)
        case .emptyBinary: deliver(Span(), .binary, to: channel)
        case .partialText, .partialBinary: receivePiece(message, on: channel)
        // Not of data channels; there is nothing to be made of it.
        default: break
        }
    }

    private func receivePiece(_ message: Span<UInt8>, on channel: DataChannel) {
        guard channel.core.pieces.count + message.count <= maximumMessageByteCount else {
            channel.core.pieces = []
            if let id = channel.core.id { fail(id, "the peer sent a message over the limit") }
            return
        }
        channel.core.pieces.append(copying: message)
    }

    private func receiveLastPiece(_ message: Span<UInt8>, _ kind: DataChannelMessage.Kind, on channel: DataChannel) {
        receivePiece(message, on: channel)
        let whole = channel.core.pieces
        channel.core.pieces = []
        if !whole.isEmpty { deliver(whole.span, kind, to: channel) }
    }

    private func deliver(_ message: Span<UInt8>, _ kind: DataChannelMessage.Kind, to channel: DataChannel) {
        if kind == .text, (try? UTF8Span(validating: message)) == nil {
            if let id = channel.core.id { fail(id, "the peer sent a text that is not UTF-8") }
            return
        }
        // One that this side has given up hears nothing any more.
        guard channel.core.error == nil else { return }
        if let delegate = channel.core.delegate, channel.core.inbox.isEmpty {
            return delegate.channel(channel, received: message, as: kind)
        }
        let copy = DataChannelMessage(kind, [UInt8](copying: message))
        if let reader = channel.core.reader.take(), !reader.isOver { return reader.resume(.success(copy)) }
        channel.core.inbox.append(copy)
        if channel.core.inbox.isFull { pausesChanged() }
    }

    /// Hands what waited to a delegate that is new.
    func delegateChanged(_ channel: DataChannel) {
        guard channel.core.delegate != nil else { return }
        loop.execute {
            guard let delegate = channel.core.delegate else { return }
            if channel.core.state == .open, !channel.core.isOpenTold {
                channel.core.isOpenTold = true
                delegate.channelOpened(channel)
            }
            while let message = channel.core.inbox.next() {
                delegate.channel(channel, received: message.bytes.span, as: message.kind)
            }
            channel.table?.pausesChanged()
        }
    }

    /// Reads when every channel takes messages.
    func pausesChanged() {
        association?.setPaused(channels.values.contains { $0.core.isPaused || $0.core.inbox.isFull })
    }
}

// MARK: - Closing

extension DataChannelTable {
    /// Closes a channel of ours or the peer's.
    func close(_ channel: DataChannel) {
        switch channel.core.state {
        case .closing, .closed: return
        case .connecting:
            waiting.removeAll { $0 === channel }
            finish(channel, nil)
        case .open:
            channel.core.state = .closing
            guard let id = channel.core.id else { return }
            association?.reset(id)
        }
    }

    /// Ends a channel that is in no list any more.
    func finish(_ channel: DataChannel, _ error: PeerConnectionError?) {
        guard channel.core.state != .closed else { return }
        channel.core.state = .closed
        channel.core.error = error
        channel.core.early = []
        channel.core.pieces = []
        channel.core.isFilled = false
        let reason = error ?? PeerConnectionError(.notOpen, "the channel is closed")
        channel.core.senders.resume(.failure(reason))
        channel.core.openers.resume(.failure(reason))
        channel.core.closers.resume()
        channel.core.reader.take()?.resume(error.map { .failure($0) } ?? .success(nil))
        if channel.core.isPaused || channel.core.inbox.isFull { pausesChanged() }
        // Not inside of a call of the user's, and after what waited for a delegate.
        loop.execute {
            let delegate = channel.core.delegate
            channel.core.delegate = nil
            delegate?.channelClosed(channel, error: error)
        }
    }
}
#endif
