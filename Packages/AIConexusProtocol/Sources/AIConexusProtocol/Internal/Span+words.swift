// SPDX-License-Identifier: MIT

extension Span<UInt8> {
    /// The eight bytes from `offset` as one number, the first byte being the most significant.
    ///
    /// Out of bounds is a mistake of ours and traps.
    @inline(__always)
    func bigEndianWord(at offset: Int) -> UInt64 {
        // Every bit pattern is a UInt64, and the load checks the bounds.
        unsafe UInt64(bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}
