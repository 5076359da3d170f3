// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol
internal import AIConexusSDK

/// A program that answers calls: it is run once for each, with the arguments on standard input.
struct ServedCommand: Sendable {
    /// What an answer, or a part of one, may have in bytes.
    private static let maximumOutputByteCount = JSONLimits.standard.maximumByteCount
    /// Of the last line of standard error the caller sees so many characters.
    private static let maximumReasonCharacterCount = 500
    /// The status by which a program says that the same call may succeed later: EX_TEMPFAIL of <sysexits.h>.
    private static let temporaryFailure: Int32 = 75

    let program: ChildProgram
    /// Whether what the program says is text, not JSON.
    let isText: Bool
    let console: Console

    /// Answers a call.
    ///
    /// - Returns: what the program says: one JSON value, or `null` when it says nothing.
    /// - Throws: `HandlerError`; `CancellationError` when nobody waits for the answer any more.
    func answer(_ args: JSONObject, _ context: CallContext) async throws -> JSONValue {
        try await run(args, context) { child in
            guard let output = await child.readAll(maximumByteCount: Self.maximumOutputByteCount) else {
                throw Self.tooLong("the answer")
            }
            try await Self.checkEnd(of: child)
            return try value(of: output)
        }
    }

    /// Answers a call part by part: each line that the program says is one, blank ones excepted.
    ///
    /// - Throws: `HandlerError`; `CancellationError` when nobody waits for the answer any more.
    func stream(_ args: JSONObject, _ context: CallContext, _ parts: PartWriter<JSONValue>) async throws {
        try await run(args, context) { child in
            while let line = await child.nextLine(maximumByteCount: Self.maximumOutputByteCount) {
                guard case .line(let bytes) = line else { throw Self.tooLong("a line") }
                if isText || !bytes.allSatisfy(Self.isBlank) { try await parts.send(try value(of: bytes)) }
            }
            try await Self.checkEnd(of: child)
        }
    }

    private func run<Result: Sendable>(
        _ args: JSONObject,
        _ context: CallContext,
        _ body: (ChildProcess) async throws -> Result
    ) async throws -> Result {
        do {
            return try await program.withRunning(
                input: args.canonicalBytes() + [UInt8(ascii: "\n")],
                variables: Self.variables(context),
                lastActs: console.lastActs,
                onErrorLine: { [console] in console.complain($0) },
                body
            )
        } catch let error as CommandError {
            throw HandlerError("CANNOT_START", error.message, isRetryable: true)
        }
    }

    /// What the program may know of the call besides its arguments.
    private static func variables(_ context: CallContext) -> [String: String] {
        var variables = [
            "AICONEXUS_CALLER": context.caller.description, "AICONEXUS_CALL_ID": context.id.description,
            "AICONEXUS_CAPABILITY": context.capability.text,
        ]
        variables["AICONEXUS_IDEMPOTENCY_KEY"] = context.idempotencyKey
        variables["AICONEXUS_TIMEOUT_MS"] = context.deadline.map { deadline in
            "\(Int((deadline - .now) / .milliseconds(1)))"
        }
        variables["TRACEPARENT"] = context.trace?.traceparent
        // A zero byte would end the text for the program.
        return variables.filter { !$0.value.utf8.contains(0) }
    }

    private func value(of output: [UInt8]) throws(HandlerError) -> JSONValue {
        if isText { return .string(Self.text(of: output)) }
        if output.allSatisfy(Self.isBlank) { return .null }
        do throws(JSONError) {
            return try JSONValue(parsing: output.span)
        } catch {
            let reason = "\(error.message) at byte \(error.byteOffset)"
            throw HandlerError("INVALID_OUTPUT", "the command's output is not JSON: \(reason)")
        }
    }

    /// Without the line feed at its end, as `$(…)` has it in a shell.
    private static func text(of output: [UInt8]) -> String {
        let text = String(decoding: output, as: UTF8.self)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n")].contains(byte)
    }

    private static func tooLong(_ what: String) -> HandlerError {
        HandlerError("OUTPUT_TOO_LONG", "\(what) of the command has more than \(maximumOutputByteCount) bytes")
    }

    /// Waits for the program's end, which must be a good one.
    private static func checkEnd(of child: ChildProcess) async throws {
        let ending = await child.ending()
        // Whoever ended the call has ended the program.
        try Task.checkCancellation()
        let reason = ending.lastErrorLine.prefix(maximumReasonCharacterCount)
        switch ending.cause {
        case .exited(0): return
        case .exited(let status):
            throw HandlerError(
                "EXIT_\(status)",
                reason.isEmpty ? "the command ended with status \(status)" : String(reason),
                details: ["exit_status": .number(JSONNumber(integerLiteral: Int(status)))],
                isRetryable: status == temporaryFailure
            )
        case .killed(let signal):
            throw HandlerError(
                "SIGNAL_\(signal)",
                "the command was ended by signal \(signal)" + (reason.isEmpty ? "" : ": \(reason)"),
                details: ["signal": .number(JSONNumber(integerLiteral: Int(signal)))]
            )
        }
    }
}
