// SPDX-License-Identifier: MIT

/// An argument that a command takes by its place, as `FILE` in `aiconexus identity show FILE`.
///
/// The declaration is also the key under which ``ParsedArguments`` hands out what was given.
public struct CommandArgument: Hashable, Sendable {
    /// What stands for it in the help, as in `FILE`.
    public let name: String
    /// What it is, in a few words for the help.
    public let help: String
    /// Whether the command cannot do without it.
    public let isRequired: Bool
    /// Whether it takes all that follow; only a command's last argument may.
    public let isRepeatable: Bool

    /// Declares an argument.
    ///
    /// - Parameters:
    ///   - name: what stands for it in the help, as in `FILE`.
    ///   - help: what it is, in a few words.
    ///   - isRequired: whether the command cannot do without it.
    ///   - isRepeatable: whether it takes all that follow.
    public init(_ name: String, help: String, isRequired: Bool = true, isRepeatable: Bool = false) {
        precondition(!name.isEmpty, "an argument has a name")
        self.name = name
        self.help = help
        self.isRequired = isRequired
        self.isRepeatable = isRepeatable
    }

    /// How it stands in a usage line, as in `FILE` or `[FILE...]`.
    var form: String {
        let repeated = isRepeatable ? "\(name)..." : name
        return isRequired ? repeated : "[\(repeated)]"
    }
}
