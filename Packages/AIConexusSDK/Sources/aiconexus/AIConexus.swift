// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusSDK

/// The program: agents, identities and messages from the command line.
enum AIConexus {
    /// The version of this program and of the packages that it comes with.
    static let version = "0.1.0"

    static let command: Command = Command(
        "aiconexus",
        summary: "offer and call what agents can do, make identities, sign and check messages",
        details: [
            "It ends with status 0 when it did what was asked, 1 when the answer is no, and 2 when it was asked wrongly; "
                + "commands that talk to a gateway have more."
        ],
        commands: [
            Serve.command,
            Call.command,
            IntentCommand.command,
            Agents.command,
            Watch.command,
            Listen.command,
            Ping.command,
            PathCommand.command,
            SendFile.command,
            ReceiveFiles.command,
            Bench.command,
            Doctor.command,
            Gateways.command,
            Demo.command,
            Command(
                "identity",
                summary: "make and look at identities",
                commands: [IdentityNew.command, IdentityShow.command]
            ),
            Canonicalize.command,
            Sign.command,
            Verify.command,
            Command.completion(of: command, named: "aiconexus"),
            Command.manual(of: command, named: "aiconexus", version: version, notes),
        ]
    )

    private static let notes = ManualNotes(
        environment: [
            (GatewayURL.environmentVariable, "the gateway's URL, unless --gateway is given"),
            (Connection.tokenVariable, "the enrolment token, unless --token or --token-file is given"),
            ("XDG_STATE_HOME", "where known gateways are remembered, by default ~/.local/state"),
            ("https_proxy, http_proxy, no_proxy", "the proxy to other machines' gateways, and for which there is none"),
            ("SSL_CERT_FILE, SSL_CERT_DIR", "where the trusted root certificates are"),
            ("NO_COLOR", "when it is not empty, nothing is coloured"),
        ],
        files: [("~/.local/state/aiconexus/known_gateways", "gateways by host and port, and who each was at first")],
        seeAlso: ["aiconexus-gateway(1)"]
    )
}
