// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol
internal import AIConexusSDK

extension AgentDescription {
    /// **Shape:** `{"did", "name"?, "description"?, "version"?, "capabilities", "connected_at"?, "last_activity"?, "load"?,
    /// "slots"?}`, as the gateway has it.
    var json: JSONObject {
        var object: JSONObject = [
            "did": .string(did.description), "capabilities": .array(capabilities.map { .object($0.json) }),
        ]
        object["name"] = name.map(JSONValue.string)
        object["description"] = description.map(JSONValue.string)
        object["version"] = version.map(JSONValue.string)
        object["connected_at"] = connectedAt.map { .string($0.description) }
        object["last_activity"] = lastActivity.map { .string($0.description) }
        object["load"] = load.flatMap { JSONNumber($0) }.map(JSONValue.number)
        object["slots"] = slots.map { .number(JSONNumber(integerLiteral: $0)) }
        return object
    }

    /// What it offers, on one line.
    var capabilityList: String {
        let shown = capabilities.prefix(Self.shownCapabilityCount).map(\.id.text).joined(separator: " ")
        let rest = capabilities.count - Self.shownCapabilityCount
        return rest > 0 ? "\(shown) … (\(rest) more)" : shown
    }

    /// On one line: who it is and what it offers.
    var line: String {
        let words = [did.description, name.map { "'\($0)'" } ?? "", capabilityList]
        return PrintableText.line(words.filter { !$0.isEmpty }.joined(separator: " "))
    }

    private static let shownCapabilityCount = 6
}
