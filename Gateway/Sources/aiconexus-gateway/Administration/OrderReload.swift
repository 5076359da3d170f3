// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol
internal import AIConexusTransport

/// `aiconexus-gateway reload`.
enum OrderReload {
    static let command = Command(
        "reload",
        summary: "make a gateway read certificates, tokens and ICE servers again",
        details: [
            "Connections that are open stay. When a file cannot be read the gateway goes on with what it had. Settings "
                + "themselves are read at the start only."
        ],
        options: CommandOption.administration,
        examples: ["aiconexus-gateway reload"],
        task: { arguments, console in
            try await AdminClient.with(arguments) { client in
                let answer = try await client.ask("reload", .post)
                if arguments.contains(.json) {
                    try console.writeLine(json: answer)
                } else {
                    let names = (answer["reloaded"]?.array ?? []).compactMap(\.string)
                    let text = names.isEmpty ? "no setting names a file that could be" : names.joined(separator: ", ")
                    try console.output.writeLine("read again: \(text)")
                }
                return .success
            }
        }
    )
}
