// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine

/// The program: a gateway, and its administration, from the command line.
enum GatewayProgram {
    static let command = Command(
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
        ],
        defaultCommand: "run"
    )
}
