// SPDX-License-Identifier: MIT

/// An ordered, reliable stream of bytes to one peer, driven by a loop: a socket, TLS above a socket, or an in-memory
/// twin.
///
/// A layer above never learns which of them it has. Everything here is called on the thread of ``loop`` and returns
/// at once. Life of a channel: whoever made it calls ``start(delegate:)``; the delegate hears `channelOpened`, then
/// `received` and the other events, and last, exactly once, `channelClosed`. No event is delivered from inside a call
/// of these methods.
public protocol ByteChannel: AnyObject {
    /// The loop whose thread owns this channel: the clock, the timers and the end-of-turn hook for the layers above.
    var loop: any Loop { get }

    /// Who hears of events; kept (strongly) until `channelClosed` was delivered.
    ///
    /// Set it to hand the open channel to another layer, as at an upgrade from HTTP to WebSocket; events from then on,
    /// even of the same turn, go to the new one.
    var delegate: (any ByteChannelDelegate)? { get set }

    /// The peer's address, unknown for in-memory channels.
    var peerAddress: SocketAddress? { get }

    /// What TLS agreed on, `nil` without TLS and before the handshake has ended.
    var security: ChannelSecurity? { get }

    /// Starts the delivery of events: `channelOpened` as soon as the channel can carry bytes, or `channelClosed`.
    ///
    /// Called once. Nothing is read before.
    func start(delegate: any ByteChannelDelegate)

    /// Appends `bytes` to the output, which leaves at the end of this turn in one system call.
    ///
    /// Whoever sends compares ``pendingByteCount`` with a limit first: a socket that has more than 64 MiB pending is
    /// cut (``CloseReason/Code/overflowed``). Ignored after ``close(linger:)``, ``finishSending()`` and ``abort()``,
    /// and when the peer is gone.
    func send(_ bytes: Span<UInt8>)

    /// Lets `body` append to the output buffer itself, so that an encoder needs no buffer of its own.
    ///
    /// What is in the array already belongs to others and must be left alone, and `body` must not use the channel. It
    /// is not called when ``send(_:)`` would be ignored.
    func send(with body: (inout [UInt8]) -> Void)

    /// Bytes accepted by `send` and not yet taken by the kernel.
    var pendingByteCount: Int { get }

    /// Bytes accepted by `send` that the kernel never took: 0 while the channel lives, known when `channelClosed` is
    /// delivered.
    ///
    /// Through TLS the last of them count as ciphertext, a little more than was sent.
    var lostByteCount: Int { get }

    /// Between which amounts of pending bytes `channelFilled` and `channelDrained` are reported.
    var waterMarks: WaterMarks { get set }

    /// When the peer's side last took output; while nothing is pending, when output last became pending.
    ///
    /// With ``pendingByteCount`` over 0, `loop.now` minus this is how long the peer has taken nothing.
    var lastWriteProgress: LoopInstant { get }

    /// Stops the delivery of `received` until ``resumeReading()``, so that the peer meets back-pressure.
    ///
    /// Bytes of the read in progress are not delivered twice; nothing more comes even within the same turn.
    func pauseReading()

    /// Takes ``pauseReading()`` back; both may be called repeatedly.
    func resumeReading()

    /// Half-closes: after the pending output the peer sees the end of our stream, while we go on reading.
    func finishSending()

    /// Ends the channel in good order: sends what is pending, half-closes, then discards input until the peer closes
    /// too.
    ///
    /// Nothing is `received` any more. Discarding matters: closing a socket with unread input resets the connection,
    /// and the reset destroys output (a close code, an error answer) which the peer has not read yet.
    ///
    /// - Parameter linger: how long the peer may take no output, or not close after the last of it, before the channel is
    ///   cut. One that goes on taking output has a hundred times as long in all.
    func close(linger: Duration)

    /// Cuts the connection without sending what is pending (a TCP reset).
    func abort()
}

extension ByteChannel {
    /// Ends the channel in good order; the peer may linger for two seconds.
    public func close() {
        close(linger: .seconds(2))
    }
}
