// SPDX-License-Identifier: MIT

/// A command line that asks for something the command does not understand; the program ends with ``ExitStatus/usage``.
///
/// What goes wrong later, while the command runs, is a ``CommandError``.
public struct UsageError: Error, Hashable, Sendable {
    /// The command as it was called, as in `aiconexus identity new`.
    public let command: String
    /// What is wrong, in a few words, as in `missing --out FILE`.
    public let message: String

    /// Creates the error.
    ///
    /// - Parameters:
    ///   - command: the command as it was called, as in `aiconexus identity new`.
    ///   - message: what is wrong, in a few words without a full stop.
    public init(command: String, _ message: String) {
        self.command = command
        self.message = message
    }
}

extension UsageError: CustomStringConvertible {
    /// One line that says what is wrong and where to read more.
    public var description: String { "\(command): \(message) (try '\(command) --help')" }
}
