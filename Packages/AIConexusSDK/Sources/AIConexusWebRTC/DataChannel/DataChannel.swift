// SPDX-License-Identifier: MIT

#if WebRTC
public import AIConexusTransport

/// A channel for messages between two peers.
///
/// **Create** it by ``PeerConnection/openChannel(_:_:)``, or get one that the peer opened from the connection's
/// delegate. **It lives** until one side closes it or the connection ends. **Two ways to use it:** from anywhere the
/// `async` methods and ``messages``; on the connection's loop, where nothing is copied and no task switches, a delegate
/// and ``trySend(_:as:)``. Without a delegate messages are kept until somebody reads ``messages``, up to a bound, at
/// which the peer is held back.
public final class DataChannel: @unchecked Sendable {
    // Guard of `@unchecked Sendable`: everything mutable is touched on the loop's thread only, which is checked.

    /// Where a channel is in its life.
    public enum State: Sendable {
        /// Waits for the connection; what is sent waits with it.
        case connecting
        /// Messages travel.
        case open
        /// No more messages are taken; those that were leave.
        case closing
        /// Over.
        case closed
    }

    /// What the channel is called; at most 65 535 bytes.
    public let label: String
    /// How messages are treated.
    public let configuration: DataChannelConfiguration
    /// The connection that it belongs to.
    public let connection: PeerConnection

    /// The loop that the channel lives on.
    public let loop: EventLoop
    weak var table: DataChannelTable?
    var core = DataChannelCore()

    init(_ label: String, _ configuration: DataChannelConfiguration, of connection: PeerConnection) {
        self.label = label
        self.configuration = configuration
        self.connection = connection
        loop = connection.loop
    }

    func preconditionOnLoop() {
        precondition(loop.isOnLoop, "this belongs to the connection's loop and was used on another thread")
    }
}

// MARK: - On the loop

extension DataChannel {
    /// Where the channel is in its life; on the loop.
    public var state: State {
        preconditionOnLoop()
        return core.state
    }

    /// The channel's number, `nil` before it is known; on the loop.
    public var id: UInt16? {
        preconditionOnLoop()
        return core.id
    }

    /// Bytes of messages that wait for SCTP to take them; on the loop.
    public var bufferedAmount: Int {
        preconditionOnLoop()
        return core.bufferedAmount
    }

    /// Over the high mark `send` waits and `trySend` refuses, until the amount has fallen to the low one; on the loop.
    public var waterMarks: WaterMarks {
        get {
            preconditionOnLoop()
            return core.waterMarks
        }
        set {
            preconditionOnLoop()
            core.waterMarks = newValue
        }
    }

    /// Who hears of messages; kept until the channel is over.
    ///
    /// On the loop.
    ///
    /// What came before goes to it at the end of this turn.
    public var delegate: (any DataChannelDelegate)? {
        get {
            preconditionOnLoop()
            return core.delegate
        }
        set {
            preconditionOnLoop()
            core.delegate = newValue
            table?.delegateChanged(self)
        }
    }

    /// The longest message that the peer accepts, in bytes; 0 before it is known.
    ///
    /// On the loop.
    public var maximumMessageByteCount: Int {
        preconditionOnLoop()
        return table?.peerMaximum ?? 0
    }

    /// Sends a message, without waiting; on the loop.
    ///
    /// - Parameters:
    ///   - message: the message, which is copied only as far as SCTP does not take it at once.
    ///   - kind: what its bytes are; a text must be UTF-8, which is not checked again.
    /// - Returns: `nil`, or why it was not taken: `bufferFull`, `messageTooLarge`, `notOpen`.
    @discardableResult
    public func trySend(_ message: Span<UInt8>, as kind: DataChannelMessage.Kind) -> PeerConnectionError? {
        preconditionOnLoop()
        guard let table else { return PeerConnectionError(.notOpen, "the channel is closed") }
        return table.send(message, kind, on: self)
    }

    /// Stops taking messages; the peers of all channels of the connection are held back when the window is full, since
    /// SCTP has one for all.
    ///
    /// On the loop.
    public func pauseReading() {
        preconditionOnLoop()
        core.isPaused = true
        table?.pausesChanged()
    }

    /// Goes on taking messages; on the loop.
    public func resumeReading() {
        preconditionOnLoop()
        core.isPaused = false
        table?.pausesChanged()
    }

    /// Closes the channel: messages that were sent still leave, then the peer is told.
    ///
    /// From anywhere; does nothing the second time.
    public func close() {
        if loop.isOnLoop {
            table?.close(self)
        } else {
            loop.execute { self.table?.close(self) }
        }
    }
}
#endif
