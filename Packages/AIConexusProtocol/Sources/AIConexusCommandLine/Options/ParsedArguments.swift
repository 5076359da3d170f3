// SPDX-License-Identifier: MIT

/// What a command line gave to a command, with everything that its declaration requires.
///
/// Asking for an option or argument that the command did not declare is a programming mistake and traps.
public struct ParsedArguments: Sendable {
    /// The command as it was called, as in `aiconexus identity new`.
    public let command: String
    private let optionValues: [CommandOption: [String]]
    private let argumentValues: [CommandArgument: [String]]

    /// What was given; every declared option and argument has an entry.
    init(command: String, options: [CommandOption: [String]], arguments: [CommandArgument: [String]]) {
        self.command = command
        self.optionValues = options
        self.argumentValues = arguments
    }

    /// Whether the flag or option was given.
    public func contains(_ option: CommandOption) -> Bool {
        !values(of: option).isEmpty
    }

    /// The value of a required option.
    public func value(of option: CommandOption) -> String {
        guard option.isRequired, let value = values(of: option).last else {
            preconditionFailure("--\(option.name) is not required")
        }
        return value
    }

    /// The value of an option, or `nil` when it was not given.
    public func value(ifGiven option: CommandOption) -> String? {
        values(of: option).last
    }

    /// The values of a repeatable option in the order in which they were given; empty texts for a flag.
    public func values(of option: CommandOption) -> [String] {
        guard let values = optionValues[option] else { preconditionFailure("--\(option.name) is not declared") }
        return values
    }

    /// The text of a required argument.
    public func value(of argument: CommandArgument) -> String {
        guard argument.isRequired, let value = values(of: argument).first else {
            preconditionFailure("\(argument.name) is not required")
        }
        return value
    }

    /// The texts of an argument, in order; none or one unless it is repeatable.
    public func values(of argument: CommandArgument) -> [String] {
        guard let values = argumentValues[argument] else { preconditionFailure("\(argument.name) is not declared") }
        return values
    }

    /// Converts the value of an option.
    ///
    /// - Parameters:
    ///   - option: the option.
    ///   - expected: what the value must be, for people, as in `a time like 2026-01-31T12:00:00Z`.
    ///   - convert: the value, or `nil` for a text that is not `expected`.
    /// - Returns: the value, or `nil` when the option was not given.
    /// - Throws: ``UsageError`` when `convert` returns `nil`.
    public func value<Value>(
        ifGiven option: CommandOption,
        expected: String,
        convert: (String) -> Value?
    ) throws(UsageError) -> Value? {
        guard let text = value(ifGiven: option) else { return nil }
        guard let value = convert(text) else {
            throw UsageError(command: command, "\(option.form) must be \(expected), not '\(text)'")
        }
        return value
    }

    /// Reads the whole number that an option gives.
    ///
    /// - Parameters:
    ///   - option: the option.
    ///   - range: what it may be.
    /// - Returns: the number, or `nil` when the option was not given.
    /// - Throws: ``UsageError`` when the value is no decimal number in `range`.
    public func integer(ifGiven option: CommandOption, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return try value(ifGiven: option, expected: expected) { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }
}
