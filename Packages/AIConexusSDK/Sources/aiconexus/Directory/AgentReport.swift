// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol
internal import AIConexusSDK

/// Everything there is to know of one agent.
struct AgentReport {
    /// What the gateway says, without what it need not be believed about.
    private let presence: JSONObject
    private let did: DID
    private let card: AgentCard?
    private let capabilities: [CapabilityDescriptor]

    /// Asks the gateway, and checks what it hands out.
    ///
    /// - Parameters:
    ///   - remote: the agent.
    ///   - agent: ours.
    /// - Throws: `CallError`.
    init(_ remote: RemoteAgent, isKnownTo agent: Agent) async throws {
        let registration = try await remote.registration(isFresh: true)
        let answer = try await agent.askGateway("gateway.agents.get", ["did": .string(remote.did.description)])
        presence = answer.object?["agent"]?.object ?? answer.object ?? [:]
        did = remote.did
        (card, capabilities) = registration
    }

    /// Writes the report on standard output.
    ///
    /// **Shape of `--json`:** as in the list.
    func write(to console: Console, asJSON isJSON: Bool) throws(CommandError) {
        guard !isJSON else { return try console.writeLine(json: json) }
        let rows: [(String, String?)] = [
            ("did", did.description), ("name", card?.name), ("description", card?.description),
            ("version", card?.version), ("connected", presence["connected_at"]?.string),
            ("last heard", presence["last_activity"]?.string), ("free slots", presence["slots"]?.int.map(String.init)),
        ]
        for case (let name, let text?) in rows {
            let label = name + String(repeating: " ", count: 12 - name.count)
            try console.output.writeLine(console.style.text(label, .faint) + PrintableText.line(text))
        }
        for capability in capabilities { try write(capability, to: console) }
    }

    private var json: JSONObject {
        var object: JSONObject = [
            "did": .string(did.description), "capabilities": .array(capabilities.map { .object($0.json) }),
        ]
        object["name"] = card.map { .string($0.name) }
        object["description"] = card?.description.map(JSONValue.string)
        object["version"] = card?.version.map(JSONValue.string)
        for name in ["connected_at", "last_activity", "load", "slots"] as [JSONName] { object[name] = presence[name] }
        return object
    }

    private func write(_ capability: CapabilityDescriptor, to console: Console) throws(CommandError) {
        try console.output.writeLine("")
        let name = console.style.text(capability.id.text, .bold)
        try console.output.writeLine("\(name)  \(PrintableText.line(capability.description))")
        var facts: [String] = []
        if capability.streaming == true { facts.append("a stream") }
        if capability.semantics == .atMostOnce { facts.append("not to be done twice") }
        if let count = capability.concurrency { facts.append("\(count) at a time") }
        if let cost = capability.cost { facts.append("\(cost.amount) \(cost.currency) a call") }
        if !capability.tags.isEmpty { facts.append("tags: \(capability.tags.joined(separator: " "))") }
        if !facts.isEmpty { try console.output.writeLine("  " + PrintableText.line(facts.joined(separator: "; "))) }
        for (label, schema) in [("input", capability.inputSchema), ("output", capability.outputSchema)] {
            if let schema { try console.output.writeLine("  \(label)  \(PrintableText.line(schema.canonicalText))") }
        }
    }
}
