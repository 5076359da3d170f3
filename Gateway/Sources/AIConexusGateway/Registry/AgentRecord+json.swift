// SPDX-License-Identifier: MIT

package import AIConexusProtocol

extension AgentRecord {
    /// The agent as lists and watches show it.
    ///
    /// `{"capabilities", "connected_at", "description"?, "did", "last_activity", "load"?, "name"?, "slots"?,
    /// "version"?}`; read from the registration anew, because keeping it in this form would take ten times the memory.
    /// Source: PROTOCOL_DESIGN, "Routing".
    package var json: JSONObject {
        json(RegistrationText.payload(of: registration))
    }

    /// The agent as `gateway.agents.get` shows it: with the text of its own `REGISTER`, if that proves anything.
    package var detailedJSON: JSONObject {
        var object = json
        if isChallenged { object["registration"] = .string(String(decoding: registration, as: UTF8.self)) }
        return object
    }

    private func json(_ payload: JSONObject) -> JSONObject {
        let card = payload["agent"]?.object ?? [:]
        var object: JSONObject = [
            "did": .string(DID(key).description),
            "capabilities": payload["capabilities"] ?? [],
            "connected_at": .string(connectedAt.description),
            "last_activity": .string(lastActivity.wall.description),
        ]
        for name in ["name", "description", "version"] as [JSONName] { object[name] = card[name] }
        object["load"] = occupancy.load.flatMap(JSONNumber.init).map(JSONValue.number)
        object["slots"] = occupancy.slots.flatMap { JSONNumber(exactly: $0) }.map(JSONValue.number)
        return object
    }
}
