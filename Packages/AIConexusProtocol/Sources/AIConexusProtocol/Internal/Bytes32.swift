// SPDX-License-Identifier: MIT

/// 32 bytes held as four big-endian numbers: the body of every public key.
struct Bytes32: Sendable {
    /// The first eight bytes first.
    let words: InlineArray<4, UInt64>

    init(_ word0: UInt64, _ word1: UInt64, _ word2: UInt64, _ word3: UInt64) {
        words = [word0, word1, word2, word3]
    }

    /// The first 32 bytes of `bytes`.
    init(_ bytes: Span<UInt8>) {
        words = InlineArray { bytes.word(at: 8 * $0).byteSwapped }
    }

    /// The 32 bytes in one piece, as C wants them.
    var inlined: InlineArray<32, UInt8> {
        InlineArray { UInt8(truncatingIfNeeded: words[$0 >> 3] >> UInt64(56 - 8 * ($0 & 7))) }
    }

    /// The 32 bytes as an array.
    var array: [UInt8] {
        let bytes = inlined
        return [UInt8](capacity: 32) { output in
            for index in bytes.indices { output.append(bytes[index]) }
        }
    }
}

extension Bytes32: Hashable {
    static func == (left: Bytes32, right: Bytes32) -> Bool {
        left.words[0] == right.words[0] && left.words[1] == right.words[1] && left.words[2] == right.words[2]
            && left.words[3] == right.words[3]
    }

    /// Feeds one word, mixed from all four by secrets of this process.
    ///
    /// A quarter of a key alone would be quicker by a nanosecond, and whoever can have keys stored could choose
    /// thousands that agree in it.
    func hash(into hasher: inout Hasher) {
        hasher.combine(mixed)
    }

    /// All four words in one, by secrets of this process.
    var mixed: UInt64 {
        let secrets = Self.mixingSecrets
        return Self.mix(words[0] ^ secrets[0], words[1] ^ secrets[1])
            ^ Self.mix(words[2] ^ secrets[2], words[3] ^ secrets[3])
    }

    private static let mixingSecrets = InlineArray<4, UInt64> { _ in UInt64.random(in: 0 ... .max) }

    /// Both halves of the product, so that every bit of both factors counts.
    private static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}

extension Bytes32: Comparable {
    static func < (left: Bytes32, right: Bytes32) -> Bool {
        for index in 0..<3 where left.words[index] != right.words[index] {
            return left.words[index] < right.words[index]
        }
        return left.words[3] < right.words[3]
    }
}
