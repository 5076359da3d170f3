// SPDX-License-Identifier: MIT

/// The message that opens a data channel (RFC 8832 §5.1).
///
/// Numbers are big-endian:
///
/// ```
/// 0x03, channel type (1), priority (2), reliability parameter (4), label length (2), protocol length (2),
/// label, protocol
/// ```
///
/// The channel type is 0 for reliable channels, 1 for those with a limit of retransmissions, 2 for those with a limit of
/// milliseconds, and 128 more for channels without order.
struct DCEPOpening: Hashable {
    /// How long a message is tried.
    enum Reliability: Hashable {
        /// Until it has arrived.
        case reliable
        /// Until it was sent again this many times.
        case maxRetransmits(UInt32)
        /// For this many milliseconds.
        case maxPacketLifeTime(UInt32)
    }

    /// The priority of channels that are like all others (RFC 8831 §6.4).
    static let normalPriority: UInt16 = 256
    /// The longest label and the longest protocol, in bytes.
    static let textLimit = 65_535

    private static let headerByteCount = 12
    private static let unorderedBit: UInt8 = 0x80

    /// Whether messages arrive in the order in which they were sent.
    var isOrdered = true
    /// How long a message is tried.
    var reliability = Reliability.reliable
    /// The higher, the sooner its messages leave; 128, 256, 512 and 1 024 have names.
    var priority = Self.normalPriority
    /// The channel's name; need not be unique.
    var label: String
    /// The protocol spoken in the channel, empty for none.
    var protocolName = ""

    /// Reads the message, whose first byte was looked at.
    init(_ bytes: Span<UInt8>) throws(DCEPError) {
        guard bytes.count >= Self.headerByteCount else { throw .wrongLength }
        let parameter = UInt32(bytes.number(at: 4)) << 16 | UInt32(bytes.number(at: 6))
        reliability =
            switch bytes[1] & ~Self.unorderedBit {
            case 0: .reliable
            case 1: .maxRetransmits(parameter)
            case 2: .maxPacketLifeTime(parameter)
            default: throw .unknownChannelType(bytes[1])
            }
        isOrdered = bytes[1] & Self.unorderedBit == 0
        priority = bytes.number(at: 2)
        let labelEnd = Self.headerByteCount + Int(bytes.number(at: 8))
        guard bytes.count == labelEnd + Int(bytes.number(at: 10)) else { throw .wrongLength }
        label = try Self.text(bytes.extracting(Self.headerByteCount..<labelEnd))
        protocolName = try Self.text(bytes.extracting(labelEnd...))
    }

    private static func text(_ bytes: Span<UInt8>) throws(DCEPError) -> String {
        do { return String(copying: try UTF8Span(validating: bytes)) } catch { throw .notUTF8 }
    }

    /// The message's bytes; label and protocol are within `textLimit`.
    var bytes: [UInt8] {
        let (type, parameter): (UInt8, UInt32) =
            switch reliability {
            case .reliable: (0, 0)
            case .maxRetransmits(let count): (1, count)
            case .maxPacketLifeTime(let milliseconds): (2, milliseconds)
            }
        let (label, name) = (label.utf8, protocolName.utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.headerByteCount + label.count + name.count)
        bytes += [DCEPMessage.Kind.open.rawValue, isOrdered ? type : type | Self.unorderedBit]
        bytes.append(priority)
        bytes.append(UInt16(truncatingIfNeeded: parameter >> 16))
        bytes.append(UInt16(truncatingIfNeeded: parameter))
        bytes.append(UInt16(label.count))
        bytes.append(UInt16(name.count))
        bytes += label
        bytes += name
        return bytes
    }
}

extension DCEPOpening {
    /// The opening of a channel that is made here.
    init(label: String, _ configuration: DataChannelConfiguration) {
        self.label = label
        isOrdered = configuration.isOrdered
        protocolName = configuration.protocolName
        reliability =
            switch configuration.reliability {
            case .reliable: .reliable
            case .maxRetransmits(let count): .maxRetransmits(UInt32(count))
            case .maxPacketLifeTime(let milliseconds): .maxPacketLifeTime(UInt32(milliseconds))
            }
    }

    /// What the channel is to be like here; limits beyond 65 535 are as good as that.
    var configuration: DataChannelConfiguration {
        var configuration = DataChannelConfiguration(isOrdered: isOrdered, protocolName: protocolName)
        configuration.reliability =
            switch reliability {
            case .reliable: .reliable
            case .maxRetransmits(let count): .maxRetransmits(UInt16(clamping: count))
            case .maxPacketLifeTime(let milliseconds): .maxPacketLifeTime(UInt16(clamping: milliseconds))
            }
        return configuration
    }
}

extension Span<UInt8> {
    /// The big-endian number of two bytes.
    fileprivate func number(at index: Int) -> UInt16 {
        UInt16(self[index]) << 8 | UInt16(self[index + 1])
    }
}

extension [UInt8] {
    /// Appends a number, big-endian.
    fileprivate mutating func append(_ number: UInt16) {
        append(UInt8(number >> 8))
        append(UInt8(truncatingIfNeeded: number))
    }
}
