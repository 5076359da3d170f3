// SPDX-License-Identifier: MIT

// The C boundary for bytes: C functions want pointers that are never null, also for no bytes at all.

extension Span<UInt8> {
    /// Lends the bytes to a C call; the pointer is not null and must not outlive it.
    @inline(__always)
    func withPointer<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
        unsafe withUnsafeBufferPointer { buffer in
            if let start = buffer.baseAddress { return unsafe body(start) }
            // An empty span may have no address; nothing is read from this one.
            return unsafe withUnsafePointer(to: UInt8(0), body)
        }
    }
}

extension InlineArray where Element == UInt8 {
    /// An array that a C call writes.
    @inline(__always)
    init(writtenBy body: (UnsafeMutablePointer<UInt8>) -> Void) {
        self.init(repeating: 0)
        unsafe withUnsafeMutableBytes(of: &self) { buffer in
            guard let start = buffer.baseAddress else { return }
            unsafe body(start.assumingMemoryBound(to: UInt8.self))
        }
    }
}

extension [UInt8] {
    /// An array of `count` bytes that a C call writes, or `nil` when its status is not zero.
    init?(count: Int, writtenBy body: (UnsafeMutablePointer<UInt8>) -> Int32) {
        var status: Int32 = 0
        self.init(capacity: Swift.max(count, 1)) { output in
            unsafe output.withUnsafeMutableBufferPointer { buffer, filled in
                guard let start = buffer.baseAddress else { return }
                unsafe status = body(start)
                filled = status == 0 ? count : 0
            }
        }
        guard status == 0 else { return nil }
    }
}
