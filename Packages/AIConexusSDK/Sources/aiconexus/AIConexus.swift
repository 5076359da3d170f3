// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine

/// The program: agents, identities and messages from the command line.
enum AIConexus {
    /// The version of this program and of the packages that it comes with.
    static let version = "0.1.0"

    static let command = Command(
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
        ]
    )
}
