// SPDX-License-Identifier: MIT

/// A message of the protocol that opens data channels (RFC 8832 §5).
///
/// Numbers are big-endian:
///
/// ```
/// open: 0x03, channel type (1), priority (2), reliability parameter (4), label length (2), protocol length (2),
///       label, protocol
/// acknowledgement: 0x02
/// ```
enum DCEPMessage: Hashable {
    /// Opens a channel on the stream that it comes on.
    case open(label: String, DataChannelConfiguration)
    /// Accepts it.
    case acknowledgement

    private static let unorderedBit: UInt8 = 0x80

    /// Reads a message, `nil` when it is malformed or of another kind.
    init?(_ bytes: Span<UInt8>) {
        guard bytes.count > 0 else { return nil }
        switch bytes[0] {
        case 0x02 where bytes.count == 1: self = .acknowledgement
        case 0x03 where bytes.count >= 12:
            let labelCount = Int(bytes[8]) << 8 | Int(bytes[9])
            let protocolCount = Int(bytes[10]) << 8 | Int(bytes[11])
            guard bytes.count == 12 + labelCount + protocolCount,
                let label = try? UTF8Span(validating: bytes.extracting(12..<12 + labelCount)),
                let name = try? UTF8Span(validating: bytes.extracting((12 + labelCount)...))
            else { return nil }
            let parameter = UInt32(bytes[4]) << 24 | UInt32(bytes[5]) << 16 | UInt32(bytes[6]) << 8 | UInt32(bytes[7])
            var configuration = DataChannelConfiguration(protocolName: String(copying: name))
            configuration.isOrdered = bytes[1] & Self.unorderedBit == 0
            switch bytes[1] & ~Self.unorderedBit {
            case 0: configuration.reliability = .reliable
            case 1: configuration.reliability = .maxRetransmits(UInt16(clamping: parameter))
            case 2: configuration.reliability = .maxPacketLifeTime(UInt16(clamping: parameter))
            default: return nil
            }
            self = .open(label: String(copying: label), configuration)
        default: return nil
        }
    }

    /// The message's bytes; label and protocol are at most 65 535 bytes each.
    var bytes: [UInt8] {
        switch self {
        case .acknowledgement: return [0x02]
        case .open(let label, let configuration):
            let (type, parameter): (UInt8, UInt32) =
                switch configuration.reliability {
                case .reliable: (0, 0)
                case .maxRetransmits(let count): (1, UInt32(count))
                case .maxPacketLifeTime(let milliseconds): (2, UInt32(milliseconds))
                }
            var bytes: [UInt8] = [0x03, configuration.isOrdered ? type : type | Self.unorderedBit, 0, 0]
            bytes += (0..<4).map { UInt8(truncatingIfNeeded: parameter >> (24 - 8 * $0)) }
            for count in [label.utf8.count, configuration.protocolName.utf8.count] {
                bytes += [UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count)]
            }
            return bytes + Array(label.utf8) + Array(configuration.protocolName.utf8)
        }
    }
}
