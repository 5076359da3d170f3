// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import CAIConexusShims

/// What `getopt_long` finds on a command line: abbreviated names, clusters of letters, `--name=value` and `--`.
struct OptionScan {
    /// A use of an option; the value of a flag is empty.
    struct Use: Hashable {
        let option: CommandOption
        let value: String
    }

    // glibc's scanner has one state for the whole process.
    private static let scanner = Locked(())

    /// The options in the order in which they were given, up to the fault if there is one.
    private(set) var uses: [Use] = []
    /// What is no option, in order; empty when there is a fault.
    private(set) var operands: [String] = []
    /// What is wrong with the argument at which the scan ended.
    private(set) var fault: OptionFault?

    /// Scans a command's arguments.
    ///
    /// - Parameters:
    ///   - arguments: without the command's own name.
    ///   - options: what the command understands.
    ///   - stopsAtOperand: whether everything after the first operand is an operand too, as before a subcommand.
    init(_ arguments: [String], for options: [CommandOption], stopsAtOperand: Bool) {
        // The name of the program, which the scan skips, comes first.
        let line = CStrings([""] + arguments)
        let table = OptionTable(options, stopsAtOperand: stopsAtOperand)
        Self.scanner.withLock { _ in
            var state = unsafe CAIConexusShims_getopt_state()
            repeat {
                unsafe Self.step(over: line, table, &state)
            } while unsafe note(state, line, table)
        }
    }

    private static func step(
        over line: borrowing CStrings,
        _ table: borrowing OptionTable,
        _ state: inout CAIConexusShims_getopt_state
    ) {
        unsafe line.withPointers { arguments in
            unsafe table.withLongOptions { options in
                unsafe CAIConexusShims_getopt_long(Int32(line.count), arguments, table.letters, options, &state)
            }
        }
    }

    /// Keeps what a step found; whether there may be more.
    private mutating func note(
        _ state: CAIConexusShims_getopt_state,
        _ line: borrowing CStrings,
        _ table: borrowing OptionTable
    ) -> Bool {
        let next = Int(unsafe state.next_index)
        switch unsafe state.option {
        case -1:
            operands = (next..<line.count).map { line[$0] }
            return false
        case Int32(UInt8(ascii: ":")):
            fault = table.option(reportedAs: unsafe state.unusable).map(OptionFault.missingValue)
            return false
        case Int32(UInt8(ascii: "?")):
            fault = table.fault(unusable: unsafe state.unusable, written: line[next - 1])
            return false
        case let code:
            guard let option = table.option(reportedAs: code) else { preconditionFailure("getopt_long found \(code)") }
            uses.append(Use(option: option, value: unsafe state.value.map { unsafe String(cString: $0) } ?? ""))
            return true
        }
    }
}

extension OptionTable {
    /// Names what is wrong with an argument that was found to be unusable.
    ///
    /// - Parameters:
    ///   - code: what `getopt_long` reports for it: an option's code, an unknown letter, or 0 for a long name.
    ///   - argument: the argument that holds a long name.
    /// - Returns: the fault.
    fileprivate func fault(unusable code: Int32, written argument: String) -> OptionFault {
        if let option = option(reportedAs: code) { return .unexpectedValue(option) }
        guard code == 0 else {
            // Anything but a visible ASCII character is a part of one.
            let letter = UInt8(exactly: code).flatMap {
                (0x21...0x7E).contains($0) ? Character(Unicode.Scalar($0)) : nil
            }
            return .unknown("-\(letter ?? "?")")
        }
        let name = String(argument.prefix { $0 != "=" })
        return isAmbiguous(name) ? .ambiguous(name) : .unknown(name)
    }
}
