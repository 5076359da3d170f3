// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// One page of `gateway.agents.list`, and of `GET /agents`: {`agents`, `cursor`?}.
///
/// Pages are in the order of DIDs and the cursor is the last DID that was looked at. So an agent that stays is on
/// exactly one page, whoever comes and goes meanwhile. With `text`, a page may have fewer agents than asked for, even
/// none, and still a cursor: at most ``maximumLimit`` agents are looked through for one page.
package struct AgentListing: Equatable, Sendable {
    /// The most agents on one page.
    package static let maximumLimit = 1_000
    /// The agents on one page when the question names no limit.
    package static let defaultLimit = 100
    /// The most bytes of JSON on one page, but for one agent that is larger alone.
    package static let maximumByteCount = 524_288

    /// Only agents that offer this.
    package var capability: CapabilityID?
    /// Only agents with this in their name, description, or a capability's id, description or tags; letters of ASCII
    /// match in either case.
    package var text: String?
    /// The most agents.
    package var limit: Int
    /// Only agents after this one.
    package var cursor: PublicKey?

    package init(
        capability: CapabilityID? = nil,
        text: String? = nil,
        limit: Int = defaultLimit,
        cursor: PublicKey? = nil
    ) {
        self.capability = capability
        self.text = text
        self.limit = limit
        self.cursor = cursor
    }

    /// Reads the arguments of `gateway.agents.list`.
    ///
    /// - Throws: `INVALID_ARGUMENTS`.
    package init(_ request: ExecRequest) throws(ProtocolError) {
        var arguments = ArgumentReader(request)
        capability = try arguments.capability("capability")
        text = try arguments.text("text")
        limit = try arguments.integer("limit", in: 1...Self.maximumLimit) ?? Self.defaultLimit
        cursor = try arguments.did("cursor", "the cursor of an earlier answer")?.publicKey
        try arguments.end()
    }

    /// The agents to be looked at for this page.
    package func page(of registry: AgentRegistry) -> AgentPage {
        registry.page(
            offering: capability,
            after: cursor,
            limit: text == nil ? limit : Self.maximumLimit
        )
    }

    /// Tells whether an agent, as lists show it, has the text that is looked for.
    package func makeFilter() -> (JSONObject) -> Bool {
        guard let needle = text.map({ FoldedText($0) }) else { return { _ in true } }
        return { agent in FoldedText.of(agent).contains(needle) }
    }

    /// The answer made of what ``page(of:)`` gave; costly, so not done under the registry's lock.
    package func result(_ page: AgentPage) -> JSONObject {
        let matches = makeFilter()
        var builder = AgentListBuilder()
        var last: PublicKey?
        for record in page.records {
            let json = record.json
            if matches(json) {
                guard builder.count < limit, builder.append(json) else { break }
            }
            last = record.key
        }
        var result: JSONObject = ["agents": .array(builder.agents)]
        if !page.isLast || last != page.records.last?.key {
            result["cursor"] = last.map { .string(DID($0).description) }
        }
        return result
    }
}

/// Collects agents up to a number of bytes.
struct AgentListBuilder {
    private(set) var agents: [JSONValue] = []
    private var byteCount = 0

    var count: Int { agents.count }

    /// Adds an entry unless it makes the list too long; the first always fits.
    mutating func append(_ entry: JSONObject) -> Bool {
        let size = entry.canonicalBytes().count + 1
        guard agents.isEmpty || byteCount + size <= AgentListing.maximumByteCount else { return false }
        byteCount += size
        agents.append(.object(entry))
        return true
    }
}
