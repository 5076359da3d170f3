// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol
internal import AIConexusTransport

/// `aiconexus-gateway drain`.
enum OrderDrain {
    private static let wait = CommandOption.flag("wait", help: "wait until the gateway has stopped")
    /// How often a gateway is asked whether it is still there.
    private static let interval = Duration.milliseconds(250)

    static let command = Command(
        "drain",
        summary: "make a gateway take nobody new, send its agents away, and stop",
        details: [
            "Agents are told when to come back, spread over drain_spread; answers flow for drain_time. It is what SIGTERM "
                + "does, and cannot be taken back."
        ],
        options: [wait] + CommandOption.administration,
        examples: ["aiconexus-gateway drain", "aiconexus-gateway drain --wait"],
        task: { arguments, console in
            try await AdminClient.with(arguments) { client in
                let answer = try await client.ask("drain", .post)
                if arguments.contains(.json) {
                    try console.announce(json: answer)
                } else {
                    try console.announce("draining")
                }
                guard arguments.contains(wait) else { return .success }
                while let agentCount = try await agentCount(client) {
                    console.status.show("\(agentCount) agents left")
                    try await Task.sleep(for: interval)
                }
                if arguments.contains(.json) {
                    try console.writeLine(json: ["status": "stopped"])
                } else {
                    try console.output.writeLine("stopped")
                }
                return .success
            }
        }
    )

    /// How many agents a gateway has; `nil` when nobody answers any more.
    private static func agentCount(_ client: AdminClient) async throws -> Int? {
        do {
            return try await client.ask(publicly: "/health")["connected_agents"]?.int ?? 0
        } catch let error as CommandError where error.cause is TransportError || error.cause is HTTPError {
            return nil
        }
    }
}
