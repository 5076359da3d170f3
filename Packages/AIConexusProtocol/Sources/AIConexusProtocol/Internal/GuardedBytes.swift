// SPDX-License-Identifier: MIT

internal import CSodium

/// Secret bytes in memory of their own, from libsodium's guarded allocator.
///
/// They lie at the end of a page, before an inaccessible one, locked against swapping where the system allows it; they
/// are written once, during `init`, read-only afterwards, and zeroed before they are given back.
@safe
struct GuardedBytes: ~Copyable {
    private let start: UnsafeMutablePointer<UInt8>
    private let count: Int

    /// Allocates `count` bytes and has `fill` write them.
    ///
    /// Running out of memory for a key leaves nothing to go on with, and traps.
    init(count: Int, writtenBy fill: (UnsafeMutablePointer<UInt8>) -> Void) {
        Sodium.start()
        guard let memory = unsafe sodium_malloc(count) else { preconditionFailure("no memory for a secret") }
        unsafe start = memory.bindMemory(to: UInt8.self, capacity: count)
        self.count = count
        unsafe fill(start)
        let status = unsafe sodium_mprotect_readonly(memory)
        precondition(status == 0, "the pages of a secret could not be made read-only")
    }

    deinit {
        unsafe sodium_free(start)
    }

    /// Lends the bytes for one call.
    func withBytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        // The bytes live as long as self, which this call borrows.
        unsafe body(Span(_unsafeStart: start, count: count))
    }
}
