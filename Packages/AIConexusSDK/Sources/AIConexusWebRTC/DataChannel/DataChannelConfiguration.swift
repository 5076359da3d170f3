// SPDX-License-Identifier: MIT

/// How a data channel treats its messages; the same on both sides.
public struct DataChannelConfiguration: Hashable, Sendable {
    /// How long a message is tried.
    public enum Reliability: Hashable, Sendable {
        /// Until it has arrived.
        case reliable
        /// Until it was sent again this many times.
        case maxRetransmits(UInt16)
        /// For this many milliseconds, 0…65 535.
        case maxPacketLifeTime(UInt16)
    }

    /// Whether messages arrive in the order in which they were sent.
    public var isOrdered: Bool
    /// How long a message is tried.
    public var reliability: Reliability
    /// The name of the protocol spoken in the channel, at most 65 535 bytes; empty for none.
    public var protocolName: String
    /// The channel's number, 0…65 534, when both sides agreed on it by other means; nothing is said on the wire then.
    public var negotiatedID: UInt16?

    /// Creates a configuration.
    ///
    /// - Parameters:
    ///   - isOrdered: whether messages keep their order.
    ///   - reliability: how long a message is tried.
    ///   - protocolName: the protocol spoken in the channel.
    ///   - negotiatedID: the number of a channel that both sides make by themselves.
    public init(
        isOrdered: Bool = true,
        reliability: Reliability = .reliable,
        protocolName: String = "",
        negotiatedID: UInt16? = nil
    ) {
        self.isOrdered = isOrdered
        self.reliability = reliability
        self.protocolName = protocolName
        self.negotiatedID = negotiatedID
    }
}
