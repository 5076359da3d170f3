// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusGateway
internal import AIConexusProtocol
internal import AIConexusTransport

/// `aiconexus-gateway disconnect`, `deny` and `allow`: something is done to each of some agents.
enum ChangeAgents {
    static let disconnect = command(
        "disconnect",
        summary: "end the sessions of agents, which may come back",
        details: ["Calls under way end with OUTCOME_UNKNOWN. To keep an agent away there is 'deny'."],
        .delete,
        "agents"
    ) { _ in "disconnected" }

    static let deny = command(
        "deny",
        summary: "deny agents for good and end their sessions",
        details: [
            "A denied agent may not register, whatever else it has. The list is kept in the gateway's state directory; 'allow' "
                + "takes an agent off it."
        ],
        .put,
        "denied"
    ) { $0["changed"] == true ? "denied" : "was denied already" }

    static let allow = command(
        "allow",
        summary: "take back the denial of agents",
        details: ["Whoever was not admitted for another reason still is not."],
        .delete,
        "denied"
    ) { $0["changed"] == true ? "not denied any more" : "was not denied" }

    private static func command(
        _ name: String,
        summary: String,
        details: [String],
        _ method: HTTPMethod,
        _ list: String,
        _ outcome: @escaping @Sendable (JSONObject) -> String
    ) -> Command {
        Command(
            name,
            summary: summary,
            details: details + [
                "It ends with status 1 when one of several agents was none that this could be done to."
            ],
            options: CommandOption.administration,
            arguments: [.agents],
            examples: ["aiconexus-gateway \(name) did:key:z6Mk…"],
            task: { arguments, console in
                let agents = try arguments.dids(of: .agents)
                return try await AdminClient.with(arguments) { client in
                    var status = ExitStatus.success
                    for did in agents {
                        do {
                            let answer = try await client.ask("\(list)/\(did)", method)
                            if arguments.contains(.json) {
                                try console.writeLine(json: answer)
                            } else {
                                try console.output.writeLine("\(did) \(outcome(answer))")
                            }
                        } catch let error as CommandError where agents.count > 1 && error.isAboutOneAgent {
                            console.complain("\(arguments.command): \(did): \(error.message)")
                            status = .failure
                        }
                    }
                    return status
                }
            }
        )
    }
}
