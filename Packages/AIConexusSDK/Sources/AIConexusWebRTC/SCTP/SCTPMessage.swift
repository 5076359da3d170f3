// SPDX-License-Identifier: MIT

/// What a message is sent with.
struct SCTPMessageInfo: Hashable {
    /// The stream that it travels on.
    var stream: UInt16
    /// What its bytes mean (RFC 8831 §8).
    var payload: SCTPPayloadID
    /// Whether it may not overtake, or be overtaken by, others of its stream.
    var isOrdered = true
    /// How long it is tried.
    var reliability = DataChannelConfiguration.Reliability.reliable
}

/// The payload protocol identifiers of data channels (RFC 8831 §8).
struct SCTPPayloadID: RawRepresentable, Hashable {
    var rawValue: UInt32

    /// The protocol that opens channels.
    static let control = SCTPPayloadID(rawValue: 50)
    /// UTF-8.
    static let text = SCTPPayloadID(rawValue: 51)
    /// A piece of a binary message, of old.
    static let partialBinary = SCTPPayloadID(rawValue: 52)
    /// Bytes.
    static let binary = SCTPPayloadID(rawValue: 53)
    /// A piece of a text message, of old.
    static let partialText = SCTPPayloadID(rawValue: 54)
    /// The empty text, sent as one byte because SCTP has no empty messages.
    static let emptyText = SCTPPayloadID(rawValue: 56)
    /// No bytes, sent as one.
    static let emptyBinary = SCTPPayloadID(rawValue: 57)
}
