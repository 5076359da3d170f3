// SPDX-License-Identifier: MIT

internal import CSodium

/// Secret bytes in memory of their own, from libsodium's guarded allocator.
///
/// They lie in pages of their own between inaccessible ones, locked against swapping where the system allows it; they
/// are written once, during `init`, read-only afterwards, and zeroed before they are given back. Some pages and some
/// system calls each: for keys, not for messages.
@safe
struct GuardedBytes: ~Copyable, @unchecked Sendable {
    // Unchecked Sendable: nothing is written after init, where the pages become read-only.
    private let start: UnsafeMutablePointer<UInt8>
    private let count: Int

    /// Allocates memory and has `fill` write it.
    ///
    /// Running out of memory for a key leaves nothing to go on with, and traps.
    ///
    /// - Parameters:
    ///   - capacity: the most that can be written; at least 1.
    ///   - fill: writes the bytes; what it has appended is what is kept.
    init(capacity: Int, writtenBy fill: (inout OutputSpan<UInt8>) -> Void) {
        Sodium.start()
        guard let memory = unsafe sodium_malloc(capacity) else { preconditionFailure("no memory for a secret") }
        unsafe start = memory.bindMemory(to: UInt8.self, capacity: capacity)
        let buffer = unsafe UnsafeMutableBufferPointer(start: start, count: capacity)
        var output = unsafe OutputSpan(buffer: buffer, initializedCount: 0)
        fill(&output)
        count = unsafe output.finalize(for: buffer)
        let status = unsafe sodium_mprotect_readonly(memory)
        precondition(status == 0, "the pages of a secret could not be made read-only")
    }

    /// Allocates memory that a C call fills.
    init(count: Int, writtenBy fill: (UnsafeMutablePointer<UInt8>) -> Void) {
        self.init(capacity: count) { output in
            unsafe output.withUnsafeMutableBufferPointer { buffer, filled in
                guard let start = buffer.baseAddress else { return }
                unsafe fill(start)
                filled = count
            }
        }
    }

    deinit {
        unsafe sodium_free(start)
    }

    /// Lends the bytes for one call.
    func withBytes<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        // The bytes live as long as self, which this call borrows.
        try unsafe body(Span(_unsafeStart: start, count: count))
    }
}
