// SPDX-License-Identifier: MIT

/// Why a command that was asked rightly could not do its work; the program ends with its ``status``.
public struct CommandError: Error, Sendable {
    /// What kind of failure it is.
    public let code: Code
    /// What failed and why, in one line for people.
    public let message: String
    /// The error of another layer that led to this one.
    public let cause: (any Error)?
    /// What the shell is told.
    public let status: ExitStatus

    /// Creates the error.
    ///
    /// - Parameters:
    ///   - code: what kind of failure it is.
    ///   - message: what failed and why, in one line without a full stop.
    ///   - status: what the shell is told.
    ///   - cause: the error of another layer that led to this one.
    public init(_ code: Code, _ message: String, status: ExitStatus = .failure, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.status = status
        self.cause = cause
    }
}

extension CommandError {
    /// The kinds of failures.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Name: String {
            case failed, inputTooLarge, inputFailed, outputFailed, outputClosed
        }

        private let name: Name

        private init(_ name: Name) {
            self.name = name
        }

        /// The code's name, as in `inputTooLarge`.
        public var description: String { name.rawValue }

        /// What the command was asked for cannot be done; the message says why.
        public static let failed = Code(.failed)
        /// There are more bytes on standard input than the command takes.
        public static let inputTooLarge = Code(.inputTooLarge)
        /// Standard input cannot be read.
        public static let inputFailed = Code(.inputFailed)
        /// Standard output cannot be written, on a full disk for instance.
        public static let outputFailed = Code(.outputFailed)
        /// Nobody reads standard output any more; the program ends without a word.
        public static let outputClosed = Code(.outputClosed)
    }
}

extension CommandError: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}
