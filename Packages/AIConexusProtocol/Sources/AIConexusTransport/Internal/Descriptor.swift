// SPDX-License-Identifier: MIT

internal import Glibc

/// The owner of one file descriptor: closes it at the end of its life.
struct Descriptor: ~Copyable {
    let number: Int32

    init(owning number: Int32) {
        self.number = number
    }

    /// Opens a descriptor by a system call that returns its number.
    ///
    /// - Parameters:
    ///   - failure: the beginning of the error's sentence.
    ///   - open: the system call.
    /// - Throws: `resourcesExhausted` or `systemCallFailed`.
    init(_ failure: String, opening open: () -> Int32) throws(TransportError) {
        guard let number = Errno.retrying(open) else { throw .system(.systemCallFailed, failure) }
        self.number = number
    }

    deinit {
        // Linux frees the number even when close reports an error, so it is never called twice.
        _ = close(number)
    }
}
