// SPDX-License-Identifier: MIT

internal import AIConexusTransport

/// A message of STUN (RFC 8489 §5), as far as servers are asked how they are.
///
/// Numbers are big-endian:
///
/// ```
/// type (2), length of what follows the header (2), magic cookie (4), transaction (12)
/// attributes: type (2), length (2), value, padded to four bytes
/// ```
struct STUNMessage: Equatable {
    /// What a message asks or answers: method and class in one number (RFC 8489 §5).
    struct Kind: RawRepresentable, Hashable {
        var rawValue: UInt16

        static let bindingRequest = Kind(rawValue: 0x0001)
        static let bindingSuccess = Kind(rawValue: 0x0101)
        static let allocateRequest = Kind(rawValue: 0x0003)
        static let allocateSuccess = Kind(rawValue: 0x0103)
        static let allocateError = Kind(rawValue: 0x0113)
        static let refreshRequest = Kind(rawValue: 0x0004)
    }

    /// What an attribute says.
    struct Attribute: RawRepresentable, Hashable {
        var rawValue: UInt16

        static let mappedAddress = Attribute(rawValue: 0x0001)
        static let username = Attribute(rawValue: 0x0006)
        static let integrity = Attribute(rawValue: 0x0008)
        static let errorCode = Attribute(rawValue: 0x0009)
        static let lifetime = Attribute(rawValue: 0x000D)
        static let realm = Attribute(rawValue: 0x0014)
        static let nonce = Attribute(rawValue: 0x0015)
        static let requestedTransport = Attribute(rawValue: 0x0019)
        static let xorMappedAddress = Attribute(rawValue: 0x0020)
    }

    static let headerByteCount = 20
    static let transactionByteCount = 12
    private static let cookie: UInt32 = 0x2112_A442
    /// More than any server sends in answer to what is asked here.
    private static let byteLimit = 2_048

    var kind: Kind
    /// Twelve bytes that the answer repeats.
    var transaction: [UInt8]
    /// In their order; the first of a kind counts.
    private(set) var attributes: [(kind: Attribute, value: [UInt8])] = []

    init(_ kind: Kind, transaction: [UInt8]) {
        precondition(transaction.count == Self.transactionByteCount, "a STUN transaction has 12 bytes")
        self.kind = kind
        self.transaction = transaction
    }

    /// Reads a message that fills `bytes`, `nil` for anything else.
    init?(_ bytes: Span<UInt8>) {
        guard bytes.count >= Self.headerByteCount, bytes.count <= Self.byteLimit,
            bytes.count == Self.byteCount(of: bytes)
        else { return nil }
        kind = Kind(rawValue: bytes.number16(at: 0))
        transaction = [UInt8](copying: bytes.extracting(8..<Self.headerByteCount))
        var position = Self.headerByteCount
        while position < bytes.count {
            guard position + 4 <= bytes.count else { return nil }
            let end = position + 4 + Int(bytes.number16(at: position + 2))
            guard end <= bytes.count else { return nil }
            let value = [UInt8](copying: bytes.extracting(position + 4..<end))
            attributes.append((Attribute(rawValue: bytes.number16(at: position)), value))
            position = (end + 3) & ~3
        }
    }

    /// How long the message is that begins with `bytes`, `nil` before that is known or when it is none of STUN.
    static func byteCount(of bytes: Span<UInt8>) -> Int? {
        guard bytes.count >= headerByteCount, bytes[0] & 0xC0 == 0,
            UInt32(bytes.number16(at: 4)) << 16 | UInt32(bytes.number16(at: 6)) == cookie
        else { return nil }
        let length = Int(bytes.number16(at: 2))
        return length % 4 == 0 ? headerByteCount + length : nil
    }

    static func == (lhs: STUNMessage, rhs: STUNMessage) -> Bool {
        lhs.bytes == rhs.bytes
    }
}

// MARK: - Attributes

extension STUNMessage {
    /// The value of an attribute.
    subscript(_ attribute: Attribute) -> [UInt8]? {
        attributes.first { $0.kind == attribute }?.value
    }

    mutating func append(_ attribute: Attribute, _ value: [UInt8]) {
        attributes.append((attribute, value))
    }

    /// The number of an error: 401, 437 and so on.
    var errorCode: Int? {
        guard let value = self[.errorCode], value.count >= 4 else { return nil }
        return Int(value[2] & 7) * 100 + Int(value[3])
    }

    /// How the server sees us (RFC 8489 §14.1, §14.2).
    var mappedAddress: SocketAddress? {
        let (value, mask) =
            if let value = self[.xorMappedAddress] {
                (value, [0x21, 0x12, 0xA4, 0x42] + transaction)
            } else {
                (self[.mappedAddress] ?? [], [UInt8](repeating: 0, count: 16))
            }
        guard value.count >= 8 else { return nil }
        let port = UInt16(value[2] ^ mask[0]) << 8 | UInt16(value[3] ^ mask[1])
        let bytes = zip(value[4...], mask).map { $0 ^ $1 }
        switch (value[1], bytes.count) {
        case (1, 4): return SocketAddress(IPAddress(v4: bytes.reduce(0) { $0 << 8 | UInt32($1) }), port: port)
        case (2, 16):
            let high = bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) }
            return SocketAddress(IPAddress(high: high, low: bytes[8...].reduce(0) { $0 << 8 | UInt64($1) }), port: port)
        default: return nil
        }
    }

    /// The message's bytes.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(big: kind.rawValue)
        bytes.append(big: UInt16(attributes.reduce(0) { $0 + 4 + ($1.value.count + 3) & ~3 }))
        bytes += [0x21, 0x12, 0xA4, 0x42] + transaction
        for (kind, value) in attributes {
            bytes.append(big: kind.rawValue)
            bytes.append(big: UInt16(value.count))
            bytes += value
            bytes += [UInt8](repeating: 0, count: -value.count & 3)
        }
        return bytes
    }
}

extension Span<UInt8> {
    fileprivate func number16(at offset: Int) -> UInt16 {
        UInt16(self[offset]) << 8 | UInt16(self[offset + 1])
    }
}

extension [UInt8] {
    fileprivate mutating func append(big number: UInt16) {
        append(UInt8(number >> 8))
        append(UInt8(truncatingIfNeeded: number))
    }
}
