// SPDX-License-Identifier: MIT

internal import CAIConexusShims

/// A command's options as `getopt_long` wants them.
struct OptionTable: ~Copyable {
    /// The numbers by which long options are reported; letters are reported as their ASCII codes, which lie below.
    private static let firstLongCode: Int32 = 256

    private let options: [CommandOption]
    private let names: CStrings
    /// Each letter, followed by a colon when its option takes a value.
    let letters: String

    /// Creates the table.
    ///
    /// - Parameters:
    ///   - options: what the command understands.
    ///   - stopsAtOperand: whether everything after the first operand is an operand too.
    init(_ options: [CommandOption], stopsAtOperand: Bool) {
        self.options = options
        names = CStrings(options.map(\.name))
        // The colon in front makes a missing value distinguishable from an unknown option.
        letters = options.reduce(into: stopsAtOperand ? "+:" : ":") { letters, option in
            guard let letter = option.letter else { return }
            letters.append(letter)
            if option.valueName != nil { letters.append(":") }
        }
    }

    /// The option that is reported by `code`, or `nil` when it stands for something else.
    func option(reportedAs code: Int32) -> CommandOption? {
        if code >= Self.firstLongCode { return options[Int(code - Self.firstLongCode)] }
        return options.first { $0.letter?.asciiValue.map(Int32.init) == code }
    }

    /// Whether `name`, written with its hyphens, is the beginning of several long names.
    func isAmbiguous(_ name: String) -> Bool {
        options.count { "--\($0.name)".hasPrefix(name) } > 1
    }

    /// Lends the long options for one call.
    borrowing func withLongOptions<Result>(_ body: (UnsafePointer<CAIConexusShims.option>) -> Result) -> Result {
        let entries = unsafe names.withPointers { names in
            unsafe options.indices.map { index in
                unsafe CAIConexusShims.option(
                    name: names[index],
                    has_arg: options[index].valueName == nil ? no_argument : required_argument,
                    flag: nil,
                    val: Self.firstLongCode + Int32(index)
                )
            }
        }
        // An entry of zeros ends the list.
        return unsafe (entries + [CAIConexusShims.option()]).withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { preconditionFailure("the list has an end") }
            return unsafe body(start)
        }
    }
}
