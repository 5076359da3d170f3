// SPDX-License-Identifier: MIT

/// Memory that every connection of a loop reads into; its content lives as long as the call that delivers it.
@safe
final class ReadBuffer {
    private let memory: UnsafeMutableBufferPointer<UInt8>

    /// - Parameter byteCount: how much one read can take.
    init(byteCount: Int) {
        unsafe memory = .allocate(capacity: byteCount)
        unsafe memory.initialize(repeating: 0)
    }

    deinit {
        unsafe memory.deallocate()
    }

    /// How much one read can take, in bytes.
    var byteCount: Int { unsafe memory.count }

    /// Lends the memory to a C call that writes it.
    @inline(__always)
    func fill(_ body: (UnsafeMutableRawPointer?, Int) -> Int) -> Int {
        unsafe body(memory.baseAddress, memory.count)
    }

    /// Lends the first `count` bytes to `body`.
    @inline(__always)
    func withBytes(_ count: Int, _ body: (Span<UInt8>) -> Void) {
        // The memory lives as long as self, and is written by the next `fill` only, which follows this call.
        unsafe body(Span(_unsafeElements: UnsafeBufferPointer(rebasing: memory[..<count])))
    }
}
