// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol
internal import AIConexusSDK

/// A call as the command line describes it.
struct CallOrder: Sendable {
    /// The agent that was named, if any.
    let callee: DID?
    let capability: String
    let options: CallOptions
    let isJSON: Bool

    /// Reads the options of ``Call``.
    init(_ arguments: ParsedArguments) throws(UsageError) {
        callee = try arguments.value(ifGiven: Call.to, expected: "a DID like did:key:z6Mk…") { try? DID($0) }
        capability = arguments.value(of: Call.capability)
        guard CapabilityID(capability) != nil else {
            throw UsageError(command: arguments.command, "'\(capability)' is no capability; one looks like text.upper")
        }
        guard !arguments.contains(Call.clear) || !arguments.contains(Call.sealed) else {
            throw UsageError(command: arguments.command, "--clear and --sealed exclude each other")
        }
        var options = CallOptions(
            timeout: try arguments.duration(ifGiven: .timeout, in: .milliseconds(1) ... .seconds(86_400)),
            sealing: arguments.contains(Call.clear) ? .off : arguments.contains(Call.sealed) ? .required : .automatic
        )
        options.idempotencyKey = try arguments.value(
            ifGiven: Call.idempotencyKey,
            expected: "1 to 128 characters"
        ) {
            (1...128).contains($0.count) ? $0 : nil
        }
        options.paths = try Self.paths(arguments)
        self.options = options
        isJSON = arguments.contains(.json)
    }

    /// The ways that a command with ``Call/path`` may take.
    static func paths(_ arguments: ParsedArguments) throws(UsageError) -> PathPolicy? {
        try arguments.value(ifGiven: Call.path, expected: "auto, relay or direct") { text in
            ["auto": .automatic, "relay": .relayOnly, "direct": .directRequired][text]
        }
    }
}

extension CallOrder {
    /// Calls, and prints the result.
    ///
    /// **Shape of `--json`:** `{"result", "did", "path", "round_trip_ms", "execution_ms"?, "attempts"}`.
    func request(
        _ args: JSONObject,
        of callee: RemoteAgent,
        _ options: CallOptions,
        _ console: Console
    ) async throws -> ExitStatus {
        let result = try await callee.request(capability, args, options: options)
        guard isJSON else {
            try console.announce(bytes: result.output.canonicalBytes())
            return .success
        }
        var report: JSONObject = [
            "result": result.output, "did": .string(callee.did.description), "path": .string(result.path.rawValue),
            "round_trip_ms": .milliseconds(result.roundTripTime),
            "attempts": .number(JSONNumber(integerLiteral: result.attempts)),
        ]
        report["execution_ms"] = result.executionTime.map(JSONValue.milliseconds)
        try console.announce(json: report)
        return .success
    }

    /// Calls, and prints each part as it comes.
    ///
    /// **Shape of `--json`:** a line `{"sequence", "part"}` for each part, and `{"did", "parts"}` at the end.
    func stream(
        _ args: JSONObject,
        from callee: RemoteAgent,
        _ options: CallOptions,
        _ console: Console
    ) async throws -> ExitStatus {
        var count = 0
        for try await part in callee.requestStream(capability, args, options: options) {
            if isJSON {
                try console.announce(json: ["sequence": .number(JSONNumber(integerLiteral: count)), "part": part])
            } else {
                try console.announce(bytes: part.canonicalBytes())
            }
            count += 1
        }
        // A cancelled task ends the loop like the last part does.
        try Task.checkCancellation()
        if isJSON {
            let parts = JSONValue.number(JSONNumber(integerLiteral: count))
            try console.announce(json: ["did": .string(callee.did.description), "parts": parts])
        }
        return .success
    }
}

extension RemoteAgent {
    /// What people know the agent by.
    var title: String { description?.name ?? did.description }
}

extension JSONValue {
    /// A time in milliseconds, to the microsecond.
    static func milliseconds(_ duration: Duration) -> JSONValue {
        let microseconds = (duration / .microseconds(1)).rounded()
        return JSONNumber(microseconds / 1_000).map(JSONValue.number) ?? .null
    }
}
