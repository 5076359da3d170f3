// SPDX-License-Identifier: MIT

/// Finds values by the bytes of their names, at most 24 bytes and 128 names, without a loop over the bytes.
///
/// Open addressing over 256 places. Names of peers only look things up, so they cannot grow a chain.
struct NameTable<Value: Sendable>: Sendable {
    private let entries: [(key: NameKey, value: Value)?]

    init(_ values: [Value], name: (Value) -> String) {
        precondition(values.count <= 128, "the table is made for 128 names")
        var entries: [(key: NameKey, value: Value)?] = Array(repeating: nil, count: 256)
        for value in values {
            let text = Array(name(value).utf8)
            precondition(text.count <= NameKey.maximumByteCount, "a name is longer than the table's keys")
            let key = NameKey(text.span, 0..<text.count)
            var place = key.place
            while entries[place] != nil { place = (place + 1) & 255 }
            entries[place] = (key, value)
        }
        self.entries = entries
    }

    /// The value whose name stands at `range` of `bytes`, or `nil`.
    func find(in bytes: Span<UInt8>, _ range: Range<Int>) -> Value? {
        let key = NameKey(bytes, range)
        var place = key.place
        while let entry = entries[place] {
            if entry.key == key { return entry.value }
            place = (place + 1) & 255
        }
        return nil
    }

    /// The value whose name is `text`, or `nil`.
    func find(_ text: Span<UInt8>) -> Value? {
        find(in: text, 0..<text.count)
    }
}

/// The bytes of a name of at most 24 bytes as three words; those of a longer name are left out.
private struct NameKey: Equatable {
    static let maximumByteCount = 24

    private var first: UInt64 = 0
    private var middle: UInt64 = 0
    private var last: UInt64 = 0
    private var byteCount: Int

    init(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        byteCount = range.count
        guard byteCount <= Self.maximumByteCount else { return }
        guard byteCount > 8 else {
            first = Self.shortWord(bytes, range)
            return
        }
        first = bytes.word(at: range.lowerBound)
        last = bytes.word(at: range.upperBound - 8)
        middle = byteCount > 16 ? bytes.word(at: range.lowerBound + 8) : 0
    }

    private static func shortWord(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
        guard range.lowerBound + 8 > bytes.count else {
            let unused = UInt64(64 - 8 * range.count)
            return unused == 64 ? 0 : (bytes.word(at: range.lowerBound) &<< unused) &>> unused
        }
        var word: UInt64 = 0
        for index in range.reversed() { word = word << 8 | UInt64(bytes[index]) }
        return word
    }

    /// Where the search begins, 0…255.
    var place: Int {
        let mixed = (first ^ last &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(byteCount)) &* 0xD6E8_FEB8_6659_FD93
        return Int(mixed >> 56)
    }
}
