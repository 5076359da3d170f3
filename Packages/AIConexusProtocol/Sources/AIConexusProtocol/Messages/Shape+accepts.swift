// SPDX-License-Identifier: MIT

extension Shape {
    /// Whether the value at `slot`, which has the right JSON type, has this shape.
    ///
    /// False for what has members or elements of its own to be checked.
    func accepts(_ slot: MemberSlot, in bytes: Span<UInt8>) -> Bool {
        switch self {
        case .value, .openObject, .boolean: true
        case .object, .objects, .strings: false
        case .string(let count):
            slot.textRange.count <= count || Self.characterCount(in: bytes, slot.textRange) <= count
        case .integer: Self.isInteger(in: bytes, slot.valueRange)
        case .positiveInteger:
            Self.isInteger(in: bytes, slot.valueRange) && bytes[slot.valueRange.lowerBound] != UInt8(ascii: "0")
        case .nonNegativeNumber: bytes[slot.valueRange.lowerBound] != UInt8(ascii: "-")
        case .unitInterval: Self.isInUnitInterval(in: bytes, slot.valueRange)
        case .uuid: MessageID(decoding: bytes.extracting(slot.textRange)) != nil
        case .timestamp: Timestamp(decoding: bytes.extracting(slot.textRange)) != nil
        case .base64URL(let count): Base64URL.decodedByteCount(of: bytes.extracting(slot.textRange)) == count
        case .base64URLAtLeast(let count):
            (Base64URL.decodedByteCount(of: bytes.extracting(slot.textRange)) ?? -1) >= count
        case .publicKey: PublicKey.isBase58(bytes.extracting(slot.textRange))
        case .capabilityID: CapabilityID.isValid(bytes.extracting(slot.textRange))
        case .decimal: CapabilityDescriptor.Cost.isDecimal(bytes.extracting(slot.textRange))
        case .word(let set): set.contains(bytes.extracting(slot.textRange))
        }
    }

    /// The number of Unicode scalars that the canonical string text at `range` stands for.
    static func characterCount(in bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
        var count = 0
        var index = range.lowerBound
        while index < range.upperBound {
            if bytes[index] == UInt8(ascii: "\\"), let end = CanonicalEscape.end(in: bytes, at: index) {
                index = end
                count += 1
                continue
            }
            let isContinuation = bytes[index] & 0xC0 == 0x80
            count += isContinuation ? 0 : 1
            index += 1
        }
        return count
    }

    /// Whether the canonical number at `range` is an integer, 0…2^53 − 1.
    private static func isInteger(in bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard range.count <= 16 else { return false }
        var value: UInt64 = 0
        for index in range {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return false }
            value = value * 10 + UInt64(digit)
        }
        return value <= 1 << 53 - 1
    }

    /// Whether the canonical number at `range` is 0…1, decided by its form: `0`, `1`, `0.…` or a negative exponent.
    private static func isInUnitInterval(in bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        let first = bytes[range.lowerBound]
        if range.count == 1 { return first == UInt8(ascii: "0") || first == UInt8(ascii: "1") }
        if first == UInt8(ascii: "0") { return true }
        guard first != UInt8(ascii: "-") else { return false }
        for index in range where bytes[index] == UInt8(ascii: "e") {
            return bytes[index + 1] == UInt8(ascii: "-")
        }
        return false
    }
}

extension WordSet {
    /// Whether the canonical string text is one of the words; all are plain ASCII.
    func contains(_ text: Span<UInt8>) -> Bool {
        switch self {
        case .errorCode: ErrorCode(decoding: text) != nil
        case .intentStatus: Intent.Status.allCases.contains { text.equals($0.rawValue) }
        case .responseStatus: ExecResponse.Status.allCases.contains { text.equals($0.rawValue) }
        case .semantics: CapabilityDescriptor.Semantics.allCases.contains { text.equals($0.rawValue) }
        }
    }
}

extension PublicKey {
    /// Whether `text` is base58btc of 32 bytes.
    static func isBase58(_ text: Span<UInt8>) -> Bool {
        // Which character is wrong does not matter here, so the reason is dropped.
        (try? Base58.decode(text))?.count == byteCount
    }

    /// Reads a text that the schema has seen.
    init(checkedBase58 text: String) {
        guard let key = try? PublicKey(base58: text) else {
            preconditionFailure("the schema let a malformed public key pass")
        }
        self = key
    }
}
