// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine

/// Turns the text on standard input into another one on standard output, as a whole or each line by itself.
struct TextFilter {
    /// Whether each line is a text of its own.
    let isLineByLine: Bool
    /// How long a text may be, in bytes.
    let maximumByteCount: Int

    /// Runs until the end of standard input.
    ///
    /// As a whole, what is written is the result and not a byte more; a refusal is thrown on. Line by line, there is a
    /// line for each line: the result, or `!` and the reason of the refusal.
    ///
    /// - Parameters:
    ///   - console: what is read and written.
    ///   - transform: makes the result; what it throws is the refusal.
    /// - Returns: `failure` when a line was refused.
    /// - Throws: the refusal of the whole, or ``CommandError`` for input and output.
    func run(
        on console: Console,
        _ transform: ([UInt8]) throws(CommandError) -> [UInt8]
    ) throws(CommandError) -> ExitStatus {
        guard isLineByLine else {
            let text = try console.input.readAll(maximumByteCount: maximumByteCount)
            try console.output.write(try transform(text))
            return .success
        }
        var status = ExitStatus.success
        try console.forEachLine(maximumByteCount: maximumByteCount) { line throws(CommandError) in
            do throws(CommandError) {
                try console.output.write(try transform(try text(of: line)))
                try console.output.write([UInt8(ascii: "\n")])
            } catch {
                guard error.code == .failed else { throw error }
                status = .failure
                try console.output.writeLine("!" + PrintableText.line(error.message))
            }
        }
        return status
    }

    private func text(of line: InputLine) throws(CommandError) -> [UInt8] {
        switch line {
        case .line(let text): return text
        case .tooLong: throw CommandError(.failed, "more than \(maximumByteCount) bytes on a line")
        }
    }
}
