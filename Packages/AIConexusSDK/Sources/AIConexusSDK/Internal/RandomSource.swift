// SPDX-License-Identifier: MIT

/// The system's cryptographic randomness, drawn in blocks: a system call each for 16 bytes would cost more than all
/// else about an id.
struct RandomSource: RandomNumberGenerator {
    private static let blockWordCount = 64

    private var words: [UInt64] = []

    /// 64 random bits; each is given out once.
    mutating func next() -> UInt64 {
        if words.isEmpty {
            var system = SystemRandomNumberGenerator()
            words = (0..<Self.blockWordCount).map { _ in system.next() }
        }
        return words.removeLast()
    }

    /// A random number from 0 up to and without 1.
    mutating func fraction() -> Double {
        Double.random(in: 0..<1, using: &self)
    }

    /// `count` random bytes.
    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
    }
}
