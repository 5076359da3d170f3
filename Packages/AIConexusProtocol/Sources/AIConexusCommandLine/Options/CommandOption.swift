// SPDX-License-Identifier: MIT

/// An option that a command understands, as `-o FILE`, `--out FILE`, `--out=FILE` or the flag `--json`.
///
/// The declaration is also the key under which ``ParsedArguments`` hands out what was given.
public struct CommandOption: Hashable, Sendable {
    /// The long name without its hyphens, as in `max-bytes`.
    public let name: String
    /// The one-letter name, if it has one.
    public let letter: Character?
    /// What stands for the value in the help, as in `FILE`; `nil` for a flag, which takes none.
    public let valueName: String?
    /// What the option does, in a few words for the help.
    public let help: String
    /// Whether the command cannot do without it.
    public let isRequired: Bool
    /// Whether it may be given several times, each adding a value.
    public let isRepeatable: Bool

    private init(
        _ name: String,
        letter: Character?,
        valueName: String?,
        help: String,
        isRequired: Bool,
        isRepeatable: Bool
    ) {
        precondition(Self.isName(name), "a long name is two or more of a-z, 0-9 and hyphens")
        precondition(letter.map(Self.isLetter) ?? true, "a short name is one ASCII letter or digit")
        self.name = name
        self.letter = letter
        self.valueName = valueName
        self.help = help
        self.isRequired = isRequired
        self.isRepeatable = isRepeatable
    }

    /// Declares an option that is only there or not; giving it twice changes nothing.
    ///
    /// - Parameters:
    ///   - name: the long name without its hyphens: two or more of `a-z`, `0-9` and inner hyphens.
    ///   - letter: the one-letter name, an ASCII letter or digit.
    ///   - help: what it does, in a few words.
    /// - Returns: the declaration.
    public static func flag(_ name: String, letter: Character? = nil, help: String) -> CommandOption {
        CommandOption(name, letter: letter, valueName: nil, help: help, isRequired: false, isRepeatable: false)
    }

    /// Declares an option with a value.
    ///
    /// - Parameters:
    ///   - name: the long name without its hyphens: two or more of `a-z`, `0-9` and inner hyphens.
    ///   - letter: the one-letter name, an ASCII letter or digit.
    ///   - valueName: what stands for the value in the help, as in `FILE`.
    ///   - help: what it does, in a few words.
    ///   - isRequired: whether the command cannot do without it.
    ///   - isRepeatable: whether it may be given several times.
    /// - Returns: the declaration.
    public static func value(
        _ name: String,
        letter: Character? = nil,
        _ valueName: String,
        help: String,
        isRequired: Bool = false,
        isRepeatable: Bool = false
    ) -> CommandOption {
        CommandOption(
            name,
            letter: letter,
            valueName: valueName,
            help: help,
            isRequired: isRequired,
            isRepeatable: isRepeatable
        )
    }

    /// How the option is written, as in `--out FILE` or `--json`.
    var form: String { "--\(name)" + (valueName.map { " \($0)" } ?? "") }

    private static func isName(_ name: String) -> Bool {
        name.utf8.count >= 2 && name.utf8.first != UInt8(ascii: "-")
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    private static func isLetter(_ letter: Character) -> Bool {
        letter.isASCII && (letter.isLetter || letter.isNumber)
    }
}

extension CommandOption {
    /// `-h`, `--help`: every command has it.
    static let help = flag("help", letter: "h", help: "show this help and exit")
    /// `--version`: the outermost command has it.
    static let version = flag("version", help: "show the version and exit")
}
