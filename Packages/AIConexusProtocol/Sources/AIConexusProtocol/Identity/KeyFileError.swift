// SPDX-License-Identifier: MIT

private import Glibc

/// Why a key file could not be read or written.
///
/// A local error: it never travels the wire. Its text has the path, and nothing of the file's content.
public struct KeyFileError: Error, Hashable, Sendable {
    /// The kinds of failure.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case system
            case alreadyExists
            case notRegularFile
            case exposed
            case foreignOwner
            case tooLarge
            case malformed
        }

        private let kind: Kind

        /// The system refused a call; see ``KeyFileError/systemErrorNumber``.
        public static let system = Code(kind: .system)
        /// Something is at the path already, and a key is never overwritten; choose another path.
        public static let alreadyExists = Code(kind: .alreadyExists)
        /// The path leads to a folder, device, socket or pipe.
        public static let notRegularFile = Code(kind: .notRegularFile)
        /// Group or others have a permission on the file; `chmod 600` it, if nobody can have read it.
        public static let exposed = Code(kind: .exposed)
        /// The file belongs to another user, who could change it.
        public static let foreignOwner = Code(kind: .foreignOwner)
        /// The file has more than ``KeyFile/maximumByteCount`` bytes.
        public static let tooLarge = Code(kind: .tooLarge)
        /// The text is not a key file's; the message has the line.
        public static let malformed = Code(kind: .malformed)

        /// The name of the constant.
        public var description: String { kind.rawValue }
    }

    /// The kind of failure.
    public let code: Code
    /// One sentence for people.
    public let message: String
    /// The `errno` of a call that the system refused.
    public let systemErrorNumber: Int32?

    init(_ code: Code, _ message: String, systemErrorNumber: Int32? = nil) {
        self.code = code
        self.message = message
        self.systemErrorNumber = systemErrorNumber
    }

    /// A call that failed just now; takes its reason from `errno`.
    static func system(_ action: String, _ path: String) -> KeyFileError {
        let number = errno
        let reason = unsafe String(cString: strerror(number))
        return KeyFileError(.system, "cannot \(action) \(path): \(reason)", systemErrorNumber: number)
    }
}

extension KeyFileError: CustomStringConvertible {
    /// Code and message on one line.
    public var description: String { "\(code): \(message)" }
}
