// SPDX-License-Identifier: MIT

/// What people see of an agent: `{"description", "name", "url", "version"}`, of which only `name` is required.
///
/// Source: PROTOCOL_DESIGN, "Messages".
public struct AgentCard: Equatable, Sendable {
    /// A short name.
    public var name: String
    /// What it is for, in a sentence or two.
    public var description: String?
    /// The agent's own version, in any form.
    public var version: String?
    /// Where to read about it; never fetched by this software.
    public var url: String?

    /// Creates a card.
    public init(name: String, description: String? = nil, version: String? = nil, url: String? = nil) {
        self.name = name
        self.description = description
        self.version = version
        self.url = url
    }

    init(checked object: JSONObject) {
        self.init(
            name: object.text(.name),
            description: object[.description]?.string,
            version: object[.version]?.string,
            url: object[.url]?.string
        )
    }

    var json: JSONObject {
        var object = JSONObject()
        object.set(.name, name)
        object.set(.description, description)
        object.set(.version, version)
        object.set(.url, url)
        return object
    }
}
