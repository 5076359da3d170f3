// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusGateway
private import AIConexusProtocol
private import AIConexusTransport
private import Foundation

/// `aiconexus-gateway run`.
enum Run {
    private static let printConfig = CommandOption.flag(
        "print-config",
        help: "print the settings, as 'print-config' does, and start nothing"
    )

    static let command = Command(
        "run",
        summary: "start a gateway and run it until SIGTERM or SIGINT",
        details: [
            "The first SIGTERM or SIGINT makes the gateway drain: it takes nobody new, tells its agents to come back, and stops "
                + "when they have left. The second stops it at once. SIGHUP makes it read certificates and tokens again.",
            "Settings come from options, then from variables of the environment, then from the file: see print-config.",
        ],
        options: CommandOption.settings + [printConfig],
        examples: [
            "aiconexus-gateway run", "aiconexus-gateway run --host 0.0.0.0 --port 443 --tls-certificate chain.pem",
        ]
    ) { arguments, console in
        let settings = try GatewaySettings(readingForCommand: arguments)
        if arguments.contains(printConfig) {
            try console.output.write(Array(settings.jsonText.utf8))
            return .success
        }
        let environment = ProcessInfo.processInfo.environment
        let key = try GatewayKey(settings: settings, environment: environment)
        let denyList = try Self.denyList(settings, environment)
        let writer = try LogWriter(
            descriptor: STDERR_FILENO,
            format: settings.logFormat,
            maximumByteCount: settings.logBufferByteCount,
            now: { .now }
        )
        defer { writer.close() }
        let logger = Logger(level: settings.logLevel, now: { .now }, backlog: { writer.backlog }, sink: writer.write)
        if let damage = denyList?.damage { logger.log(.error, "deny_list_damaged", [("problem", .text(damage))]) }
        try serve(RunningGateway(settings, key.key, denyList, logger, SignalQueue())) { server in
            let banner = StartBanner(
                settings: settings,
                did: server.did,
                addresses: server.addresses,
                loopCount: server.loopCount,
                keyFile: key.path
            )
            try console.output.write(Array(banner.text.utf8))
            try console.output.flush()
        }
        return .success
    }

    /// Lets a gateway run; an error of the network says what it is without the name of its code.
    private static func serve(_ gateway: RunningGateway, onStart: (GatewayServer) throws -> Void) throws {
        do {
            try gateway.serve(onStart: onStart)
        } catch let error as TransportError {
            let causes = error.causes.isEmpty ? "" : " (\(error.causes.map(\.message).joined(separator: "; ")))"
            throw CommandError(.failed, error.message + causes, cause: error)
        }
    }

    /// The list of those that are denied; none for a gateway that keeps nothing.
    private static func denyList(
        _ settings: GatewaySettings,
        _ environment: [String: String]
    ) throws -> DenyListStore? {
        guard !settings.isKeyEphemeral || settings.stateDirectory != nil else { return nil }
        let directory = try StateDirectory(settings: settings, environment: environment)
        try directory.prepare()
        return try DenyListStore(path: directory.denyListFile, maximumCount: settings.maximumDeniedCount)
    }
}
