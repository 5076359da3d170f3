// SPDX-License-Identifier: MIT

public import AIConexusProtocol

/// What a command reads and writes; it may be used from any thread.
public struct Console: Sendable {
    /// Standard input.
    public let input: ByteInput
    /// Standard output, for what was asked.
    public let output: ByteOutput
    /// How text is set off on standard output.
    public let style: TerminalStyle
    /// How text is set off on standard error.
    public let errorStyle: TerminalStyle
    /// Says what is going on, where somebody watches.
    public let status: StatusLine
    /// What is done even when the process has to end at once.
    public let lastActs = LastActs()

    init() {
        input = ByteInput(descriptor: 0)
        output = ByteOutput(descriptor: 1, name: "standard output")
        style = TerminalStyle(descriptor: 1)
        let errors = ByteOutput(descriptor: 2, name: "standard error")
        errorStyle = TerminalStyle(descriptor: 2)
        status = StatusLine(errors, isTerminal: TerminalStyle.isTerminal(descriptor: 2))
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
        status.writeLine(PrintableText.line(text))
    }

    /// Writes a line on standard output and hands it on at once, for those who read while the command goes on.
    ///
    /// - Throws: ``CommandError`` `outputClosed` or `outputFailed`.
    public func announce(_ text: String) throws(CommandError) {
        status.clear()
        try output.writeLine(text)
        try output.flush()
    }

    /// Writes bytes and a line feed on standard output and hands them on at once.
    ///
    /// - Throws: ``CommandError`` `outputClosed` or `outputFailed`.
    public func announce(bytes: [UInt8]) throws(CommandError) {
        status.clear()
        try output.write(bytes + [UInt8(ascii: "\n")])
        try output.flush()
    }

    /// Writes an object as one line of canonical JSON on standard output, and hands it on at once.
    ///
    /// - Throws: ``CommandError`` `outputClosed` or `outputFailed`.
    public func announce(json object: JSONObject) throws(CommandError) {
        status.clear()
        try writeLine(json: object)
        try output.flush()
    }

    /// Reads all of standard input, without a thread of the pool that tasks share.
    ///
    /// - Parameter maximumByteCount: how much there may be.
    /// - Returns: all bytes.
    /// - Throws: ``CommandError`` `inputTooLarge` or `inputFailed`; `CancellationError`, after which input may be lost.
    public func readAll(maximumByteCount: Int) async throws -> [UInt8] {
        try await withBlockingThread("input") { [input] in try input.readAll(maximumByteCount: maximumByteCount) }
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
