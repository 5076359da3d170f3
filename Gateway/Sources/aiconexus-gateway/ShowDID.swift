// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusGateway
private import AIConexusProtocol
private import Foundation

/// `aiconexus-gateway did`.
enum ShowDID {
    static let command = Command(
        "did",
        summary: "print the gateway's DID, and make its key if there is none",
        details: [
            "Agents can be told the DID before they connect for the first time, so that they talk to no other gateway."
        ],
        options: CommandOption.settings,
        examples: ["aiconexus-gateway did", "aiconexus-gateway did --key gateway.key"]
    ) { arguments, console in
        let settings = try GatewaySettings(readingForCommand: arguments)
        let key = try GatewayKey(settings: settings, environment: ProcessInfo.processInfo.environment)
        try console.output.writeLine(key.key.did.description)
        return .success
    }
}
