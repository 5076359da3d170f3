// SPDX-License-Identifier: MIT

/// A protocol that takes a connection over from HTTP.
protocol HTTPSuccessor: ByteChannelDelegate {
    /// The channel's events are this one's from here on; `input` was read already and comes before them.
    func takeOver(_ input: [UInt8])
}
