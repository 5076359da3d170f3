// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusGateway

/// The program: a gateway, and its administration, from the command line.
enum GatewayProgram {
    static let command: Command = Command(
        "aiconexus-gateway",
        summary: "the server through which agents of AIConexus find and call each other",
        details: [
            "It ends with status 0 when it did what was asked, 1 when it could not, and 2 when it was asked wrongly, by a "
                + "setting for instance."
        ],
        commands: [
            Run.command,
            PrintConfig.command,
            ShowDID.command,
            Command("token", summary: "make tokens", commands: [TokenNew.command]),
            ShowStatus.command,
            ListAgents.command,
            ShowAgent.command,
            ChangeAgents.disconnect,
            ChangeAgents.deny,
            ChangeAgents.allow,
            ListDenied.command,
            OrderDrain.command,
            OrderReload.command,
            Command.completion(of: command, named: "aiconexus-gateway"),
            Command.manual(of: command, named: "aiconexus-gateway", version: GatewayVersion.current, notes),
        ],
        defaultCommand: "run"
    )

    private static let notes = ManualNotes(
        environment: [
            (
                "AICONEXUS_GATEWAY_SETTING, AICONEXUS_SETTING",
                "each setting, as --log-level is AICONEXUS_LOG_LEVEL; options come first, the file of settings last"
            ),
            ("STATE_DIRECTORY, XDG_STATE_HOME", "where state is kept, unless --state-directory is given"),
        ],
        files: [("~/.local/state/aiconexus-gateway", "the gateway's key, and the list of those that are denied")],
        seeAlso: ["aiconexus(1)"]
    )
}
