// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol

/// `aiconexus identity show`.
enum IdentityShow {
    private static let file = CommandArgument("FILE", help: "a key file, as 'aiconexus identity new' makes it")

    static let command = Command(
        "show",
        summary: "print the DID and the public key of a key file",
        details: ["The secret is never printed. A file that others than its owner can read is refused."],
        options: [.json],
        arguments: [file],
        examples: ["aiconexus identity show agent.key", "aiconexus identity show --json agent.key"]
    ) { arguments, console in
        let key = try KeyFile.readForCommand(path: arguments.value(of: file))
        try IdentityReport(publicKey: key.publicKey).write(to: console, asJSON: arguments.contains(.json))
        return .success
    }
}
