// SPDX-License-Identifier: MIT

#if WebRTC
internal import AIConexusTransport

/// What changes in a data channel's life; on the loop's thread.
struct DataChannelCore {
    var state = DataChannel.State.connecting
    var id: UInt16?
    var delegate: (any DataChannelDelegate)?
    var waterMarks = WaterMarks()
    /// Whether the peer knows the channel, so that messages need not stay behind the one that opens it.
    var isAcknowledged = false
    /// Whether the buffered amount was over the high mark and has not fallen to the low one.
    var isFilled = false
    /// Whether the delegate was told of the opening.
    var isOpenTold = false
    var isPaused = false
    /// Messages sent before there was an association.
    var early: [DataChannelMessage] = []
    var bufferedAmount = 0
    /// Messages that nobody took yet.
    var inbox = DataChannelInbox()
    /// A message that comes in pieces of the old kind.
    var pieces: [UInt8] = []
    /// Why the channel is over.
    var error: PeerConnectionError?

    // Tasks that wait:
    var senders = WaiterQueue()
    var openers = WaiterQueue()
    var closers = WaiterQueue()
    var reader: DataChannelReader?
}
#endif
