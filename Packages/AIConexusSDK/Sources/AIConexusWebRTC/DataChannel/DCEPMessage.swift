// SPDX-License-Identifier: MIT

/// A message of the protocol that opens data channels (RFC 8832 §5), on the stream that the channel will use.
enum DCEPMessage: Hashable {
    /// Opens a channel.
    case open(DCEPOpening)
    /// Accepts it: the one byte 0x02.
    case acknowledgement

    /// The first byte of a message, which tells what it is (RFC 8832 §8.2.1).
    enum Kind: UInt8 {
        case acknowledgement = 0x02
        case open = 0x03
    }

    /// Reads a message.
    ///
    /// - Throws: ``DCEPError``; a peer that sends such a thing has its channel closed.
    init(_ bytes: Span<UInt8>) throws(DCEPError) {
        guard bytes.count > 0 else { throw .wrongLength }
        switch Kind(rawValue: bytes[0]) {
        case .acknowledgement:
            guard bytes.count == 1 else { throw .wrongLength }
            self = .acknowledgement
        case .open: self = .open(try DCEPOpening(bytes))
        case nil: throw .unknownMessage(bytes[0])
        }
    }

    /// The message's bytes.
    var bytes: [UInt8] {
        switch self {
        case .open(let opening): opening.bytes
        case .acknowledgement: [Kind.acknowledgement.rawValue]
        }
    }
}

/// What makes a message that opens channels unreadable.
enum DCEPError: Error, Hashable {
    /// Its length is not the one that it says, or that its kind has.
    case wrongLength
    /// It begins with a number that nobody knows.
    case unknownMessage(UInt8)
    /// It opens a channel of a type that nobody knows.
    case unknownChannelType(UInt8)
    /// Its label or its protocol is not UTF-8.
    case notUTF8
}

extension DCEPError: CustomStringConvertible {
    /// The reason, to follow on "a message that opens a channel".
    var description: String {
        switch self {
        case .wrongLength: "is not as long as it says"
        case .unknownMessage(let kind): "is of kind \(kind), which nobody knows"
        case .unknownChannelType(let type): "is of channel type \(type), which nobody knows"
        case .notUTF8: "has a label or protocol that is not UTF-8"
        }
    }
}
