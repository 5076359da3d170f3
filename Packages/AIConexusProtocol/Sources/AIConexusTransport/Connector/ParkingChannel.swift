// SPDX-License-Identifier: MIT

/// A channel that can be opened by one owner and started by the next.
protocol ParkingChannel: ByteChannel {
    /// Takes ``ByteChannel/start(delegate:)`` back: lets the delegate go and delivers nothing until the next start.
    ///
    /// That start reports the channel's opening again, and its end if it ended meanwhile.
    func park()
}
