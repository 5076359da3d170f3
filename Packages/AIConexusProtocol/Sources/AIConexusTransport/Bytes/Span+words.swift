// SPDX-License-Identifier: MIT

/// Unaligned words and block copies: the one place where this module reads memory in units other than bytes.
///
/// Every access is checked against the bounds of its span.
extension Span<UInt8> {
    /// The eight bytes at `offset`, in memory order.
    func word64(at offset: Int) -> UInt64 {
        unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }

    /// The 32 bytes at `offset` as four words in memory order.
    func block(at offset: Int) -> SIMD4<UInt64> {
        unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: SIMD4<UInt64>.self)
    }

    /// The four bytes at `offset`, in memory order.
    func word32(at offset: Int) -> UInt32 {
        unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)
    }
}

extension [UInt8] {
    /// A copy of `bytes`.
    init(copying bytes: Span<UInt8>) {
        self = unsafe bytes.withUnsafeBufferPointer { unsafe [UInt8]($0) }
    }

    /// Appends a copy of `bytes` in one block.
    mutating func append(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }

    /// Appends `bytes`, changed by the four bytes of `key`, again and again, by exclusive or.
    ///
    /// - Parameters:
    ///   - bytes: what to copy.
    ///   - key: the four bytes as they stand in memory, the first of them for the first byte.
    /// - Returns: whether all that was appended is ASCII.
    mutating func append(_ bytes: Span<UInt8>, masked key: UInt32) -> Bool {
        // With room for nothing the standard library writes to the storage that all empty arrays share: a data race.
        guard !bytes.isEmpty else { return true }
        let word = UInt64(key) | UInt64(key) << 32
        var seen: UInt64 = 0
        append(addingCapacity: bytes.count) { output in
            unsafe output.withUnsafeMutableBufferPointer { target, count in
                let target = UnsafeMutableRawBufferPointer(target)
                seen = unsafe target.store(bytes, masked: word)
                count = bytes.count
            }
        }
        return seen & 0x8080_8080_8080_8080 == 0
    }
}

extension UnsafeMutableRawBufferPointer {
    /// Stores `bytes` changed by `word`, in strides of 32, 8 and 1.
    ///
    /// - Returns: the union of all stored bytes, folded into eight.
    fileprivate func store(_ bytes: Span<UInt8>, masked word: UInt64) -> UInt64 {
        precondition(bytes.count <= count, "the target is too small")
        let source = unsafe bytes.bytes
        let wide = SIMD4<UInt64>(repeating: word)
        var wideSeen = SIMD4<UInt64>(repeating: 0)
        var offset = 0
        while bytes.count - offset >= 32 {
            let block = unsafe source.unsafeLoadUnaligned(fromByteOffset: offset, as: SIMD4<UInt64>.self) ^ wide
            wideSeen |= block
            unsafe storeBytes(of: block, toByteOffset: offset, as: SIMD4<UInt64>.self)
            offset += 32
        }
        var seen = wideSeen[0] | wideSeen[1] | wideSeen[2] | wideSeen[3]
        while bytes.count - offset >= 8 {
            let block = unsafe source.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self) ^ word
            seen |= block
            unsafe storeBytes(of: block, toByteOffset: offset, as: UInt64.self)
            offset += 8
        }
        var rest = word.littleEndian
        while offset < bytes.count {
            let byte = bytes[offset] ^ UInt8(truncatingIfNeeded: rest)
            seen |= UInt64(byte)
            unsafe self[offset] = byte
            rest >>= 8
            offset += 1
        }
        return seen
    }
}
