// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusGateway

/// `aiconexus-gateway print-config`.
enum PrintConfig {
    static let command = Command(
        "print-config",
        summary: "print the settings that a gateway started like this would have",
        details: [
            "Prints a JSON object that --config can read. Options come first, then variables of the environment, then the "
                + "file: the setting --log-level is AICONEXUS_GATEWAY_LOG_LEVEL or AICONEXUS_LOG_LEVEL in the environment, "
                + "and log_level in the file.",
            "No secret is printed: keys and tokens are in files, of which only the paths are settings.",
        ],
        options: CommandOption.settings,
        examples: [
            "aiconexus-gateway print-config", "aiconexus-gateway print-config --config gateway.json --port 9000",
        ]
    ) { arguments, console in
        let settings = try GatewaySettings(readingForCommand: arguments)
        try console.output.write(Array(settings.jsonText.utf8))
        return .success
    }
}
