// SPDX-License-Identifier: MIT

internal import CAIConexusShims
internal import Glibc

/// Wakes the thread of a child out of its wait; any thread.
final class ChildWake: Sendable {
    let file: OpenFile

    init() throws(CommandError) {
        file = try OpenFile("no eventfd to be had", owning: eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK)))
    }

    func now() {
        // A counter that is full wakes as well.
        _ = eventfd_write(file.descriptor, 1)
    }

    /// Forgets past calls of ``now()``.
    func reset() {
        var count: eventfd_t = 0
        // There may have been none.
        unsafe _ = eventfd_read(file.descriptor, &count)
    }
}

/// An open file that is closed when nobody has it any more.
final class OpenFile: Sendable {
    let descriptor: Int32

    /// Takes over what a system call has just opened.
    init(_ failure: String, owning descriptor: Int32) throws(CommandError) {
        guard descriptor >= 0 else {
            let error = SystemError(number: errno)
            throw CommandError(.failed, "\(failure): \(error.message)", cause: error)
        }
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Makes reading and writing return at once.
    func stopBlocking() {
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    }
}
