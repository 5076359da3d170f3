// SPDX-License-Identifier: MIT

internal import Glibc

/// The error number of the last system call, and what it means.
enum Errno {
    /// The calling thread's error number.
    static var current: Int32 { errno }

    /// The system's text for an error number.
    static func text(_ number: Int32) -> String {
        unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
    }

    /// Calls `body` until it is not interrupted by a signal, and returns its result, or nothing with `errno` set.
    @inline(__always)
    static func retrying<Result: SignedInteger>(_ body: () -> Result) -> Result? {
        while true {
            let result = body()
            if result >= 0 { return result }
            if errno != EINTR { return nil }
        }
    }
}

extension TransportError {
    /// The failure of a system call, from the calling thread's `errno`.
    ///
    /// - Parameters:
    ///   - code: the kind of failure, unless the error number has one of its own.
    ///   - action: what was being done, as the beginning of the sentence.
    /// - Returns: the error to throw.
    static func system(_ code: Code, _ action: String) -> TransportError {
        system(code, action, number: errno)
    }

    /// The failure of a system call with a known error number.
    static func system(_ code: Code, _ action: String, number: Int32) -> TransportError {
        let exhausted = [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(number)
        return TransportError(exhausted ? .resourcesExhausted : code, "\(action): \(Errno.text(number))")
    }
}
