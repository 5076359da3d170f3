// SPDX-License-Identifier: MIT

public import AIConexusProtocol

/// What a command reads and writes.
public struct Console {
    /// Standard input.
    public let input: ByteInput
    /// Standard output, for what was asked.
    public let output: ByteOutput
    /// How text is set off on standard output.
    public let style: TerminalStyle
    private let errors: ByteOutput

    init() {
        input = ByteInput(descriptor: 0)
        output = ByteOutput(descriptor: 1, name: "standard output")
        errors = ByteOutput(descriptor: 2, name: "standard error")
        style = TerminalStyle(descriptor: 1)
    }

    /// Writes an object as one line of canonical JSON on standard output.
    ///
    /// - Throws: ``CommandError`` `outputClosed` or `outputFailed`.
    public func writeLine(json object: JSONObject) throws(CommandError) {
        try output.write(object.canonicalBytes() + [UInt8(ascii: "\n")])
    }

    /// Writes a line on standard error; control characters in it become harmless.
    ///
    /// A closed standard error is no reason to fail.
    public func complain(_ text: String) {
        do {
            try errors.writeLine(PrintableText.line(text))
            try errors.flush()
        } catch {
            // There is nobody left to tell.
        }
    }

    /// Reads standard input line by line, a last one without a line feed too.
    ///
    /// What `body` writes is handed on before the next wait for input, so that another program can ask and be
    /// answered line by line.
    ///
    /// - Parameters:
    ///   - maximumByteCount: how long a line may be without its line feed.
    ///   - body: called with each line.
    /// - Throws: ``CommandError`` `inputFailed`, `outputClosed`, `outputFailed`, or what `body` throws.
    public func forEachLine(
        maximumByteCount: Int,
        _ body: (InputLine) throws(CommandError) -> Void
    ) throws(CommandError) {
        while let line = try input.nextLine(maximumByteCount: maximumByteCount, willWait: output.flush) {
            try body(line)
        }
    }
}
