// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol
internal import AIConexusSDK

/// `aiconexus gateways`.
enum Gateways {
    private static let place = CommandArgument("GATEWAY", help: "a URL like wss://host/ws, or HOST or HOST:PORT")
    private static let did = CommandArgument("DID", help: "who it is from now on, as its operator says")

    static let command = Command(
        "gateways",
        summary: "the gateways that were met, and who they are",
        commands: [list, trust, forget]
    )

    private static let list = Command(
        "list",
        summary: "list the gateways that are remembered",
        details: [
            "Whoever answers at a host and port for the first time is remembered in \(shownPath); from then on nobody else is "
                + "talked to there. Gateways of this machine are not remembered."
        ],
        options: [.json],
        examples: ["aiconexus gateways list --json"]
    ) { arguments, console in
        let entries = try KnownGateways()?.entries() ?? []
        if arguments.contains(.json) {
            try console.writeLine(json: ["gateways": .array(entries.map { .object($0.json) })])
            return .success
        }
        var table = TextTable(["GATEWAY", "SINCE", "DID"])
        for entry in entries {
            table.append([entry.place, entry.since?.description ?? "", entry.did.description])
        }
        for line in table.lines(console.style) { try console.output.writeLine(line) }
        return .success
    }

    private static let trust = Command(
        "trust",
        summary: "take a gateway for the right one from now on",
        details: [
            "A gateway that was given a new key is another one, as far as anybody can tell: ask its operator for the DID, by a "
                + "way that nobody in between can change. 'aiconexus-gateway did' prints it there."
        ],
        options: [.json],
        arguments: [place, did],
        examples: ["aiconexus gateways trust wss://gateway.example DID"]
    ) { arguments, console in
        let url = try url(arguments)
        guard let gateway = try? DID(arguments.value(of: did)) else {
            throw UsageError(command: arguments.command, "'\(arguments.value(of: did))' is no DID like did:key:z6Mk…")
        }
        guard !url.isLoopback else {
            throw UsageError(command: arguments.command, "gateways of this machine are not remembered")
        }
        let previous = try file().trust(gateway, at: url.audience)
        if arguments.contains(.json) {
            var entry = KnownGateways.Entry(place: url.audience, did: gateway).json
            entry["previous"] = previous.map { .string($0.description) }
            try console.writeLine(json: entry)
        } else {
            let news = previous.map { $0 == gateway ? "as before" : "no more \($0)" } ?? "which was not known before"
            try console.output.writeLine("\(url.audience) is \(gateway), \(news)")
        }
        return .success
    }

    private static let forget = Command(
        "forget",
        summary: "forget who a gateway is",
        details: ["Whoever answers there next is remembered. The status is 1 when nobody was."],
        options: [.json],
        arguments: [place],
        examples: ["aiconexus gateways forget gateway.example"]
    ) { arguments, console in
        let url = try url(arguments)
        let wasKnown = try file().forget(url.audience)
        if arguments.contains(.json) {
            try console.writeLine(json: ["gateway": .string(url.audience), "forgotten": .bool(wasKnown)])
        } else if !wasKnown {
            throw CommandError(.failed, "nothing is remembered of \(url.audience)")
        }
        return wasKnown ? .success : .failure
    }

    private static var shownPath: String { "$XDG_STATE_HOME/aiconexus/known_gateways (by default in ~/.local/state)" }

    private static func file() throws(CommandError) -> KnownGateways {
        guard let file = KnownGateways() else { throw CommandError(.failed, "no place to remember gateways: set HOME") }
        return file
    }

    /// The gateway that is meant; without a scheme, one behind TLS.
    private static func url(_ arguments: ParsedArguments) throws(UsageError) -> GatewayURL {
        let text = arguments.value(of: place)
        do throws(GatewayError) {
            return try GatewayURL(text.contains("://") ? text : "wss://\(text)")
        } catch {
            throw UsageError(command: arguments.command, error.message)
        }
    }
}

extension KnownGateways.Entry {
    /// **Shape:** `{"gateway": "host:port", "did", "since"?}`.
    fileprivate var json: JSONObject {
        var object: JSONObject = ["gateway": .string(place), "did": .string(did.description)]
        object["since"] = since.map { .string($0.description) }
        return object
    }
}
