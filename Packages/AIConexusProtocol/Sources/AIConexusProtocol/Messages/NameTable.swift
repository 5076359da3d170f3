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
            let key = NameKey(text.span)
            var place = key.place
            while entries[place] != nil { place = (place + 1) & 255 }
            entries[place] = (key, value)
        }
        self.entries = entries
    }

    /// The value called `name`, or `nil`.
    func find(_ name: CanonicalName, in bytes: Span<UInt8>) -> Value? {
        find(NameKey(in: bytes, at: name.start, byteCount: name.end &- name.start, firstWord: name.firstWord))
    }

    /// The value whose name is `text`, or `nil`.
    func find(_ text: Span<UInt8>) -> Value? {
        find(NameKey(text))
    }

    @inline(__always)
    private func find(_ key: NameKey) -> Value? {
        var place = key.place
        while let entry = entries[place] {
            if entry.key == key { return entry.value }
            place = (place + 1) & 255
        }
        return nil
    }
}

/// The bytes of a name of at most 24 bytes as three words; those of a longer name are left out.
private struct NameKey: Equatable {
    static let maximumByteCount = 24

    private let first: UInt64
    private var middle: UInt64 = 0
    private var last: UInt64 = 0
    private let byteCount: Int

    init(_ text: Span<UInt8>) {
        let firstWord = text.count < 8 ? text.shortWord(in: 0..<text.count) : text.word(at: 0)
        self.init(in: text, at: 0, byteCount: text.count, firstWord: firstWord)
    }

    @inline(__always)
    init(in bytes: Span<UInt8>, at start: Int, byteCount: Int, firstWord: UInt64) {
        self.byteCount = byteCount
        first = firstWord
        guard byteCount > 8, byteCount <= Self.maximumByteCount else { return }
        last = bytes.word(at: start &+ byteCount &- 8)
        middle = byteCount > 16 ? bytes.word(at: start &+ 8) : 0
    }

    /// Where the search begins, 0…255.
    var place: Int {
        let mixed =
            (first ^ last &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: byteCount)) &* 0xD6E8_FEB8_6659_FD93
        return Int(mixed >> 56)
    }
}
