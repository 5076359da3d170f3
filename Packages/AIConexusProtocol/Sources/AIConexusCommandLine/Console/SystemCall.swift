// SPDX-License-Identifier: MIT

internal import Glibc

/// A system call's failure.
struct SystemError: Error {
    /// The number that the call left in `errno`.
    let number: Int32

    /// The system's words for it, as in `No space left on device`.
    var message: String { unsafe String(cString: strerror(number)) }
}

/// Repeats a system call until no signal interrupts it, and waits when its descriptor is set not to block.
///
/// - Parameters:
///   - descriptor: the open file.
///   - events: what it must be ready for, `POLLIN` or `POLLOUT`.
///   - call: the call, which returns -1 and sets `errno` when it fails.
/// - Returns: what the call returned, 0 or more.
/// - Throws: ``SystemError`` with any other failure.
func retrying(_ descriptor: Int32, until events: Int32, _ call: () -> Int) throws(SystemError) -> Int {
    while true {
        let result = call()
        guard result < 0 else { return result }
        switch errno {
        case EINTR: continue
        case EAGAIN:
            // Whoever shares the open file may have set it not to block.
            var request = pollfd(fd: descriptor, events: Int16(events), revents: 0)
            unsafe _ = poll(&request, 1, -1)
        case let number: throw SystemError(number: number)
        }
    }
}
