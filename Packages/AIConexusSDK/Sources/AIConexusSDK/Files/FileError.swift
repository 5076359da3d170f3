// SPDX-License-Identifier: MIT

private import Glibc

/// A file that cannot be read or written.
public struct FileError: Error, Hashable, Sendable {
    /// One sentence for people, with the path and the system's reason.
    public var message: String

    init(_ message: String) {
        self.message = message
    }

    init(cannot action: String, _ path: String) {
        let reason = unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "error \(errno)"
        message = "cannot \(action) \(path): \(reason)"
    }
}

extension FileError: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}
