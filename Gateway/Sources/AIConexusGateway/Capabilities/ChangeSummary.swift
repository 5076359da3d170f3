// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// What several changes amount to, for one who watches the agents of one capability, or all.
///
/// An agent that came and left is reported as `left`: a snapshot that was under way may have shown it.
struct ChangeSummary {
    /// The net change of one agent.
    private struct Entry {
        /// Whether the first of its changes found it there.
        let wasThere: Bool
        var isThere: Bool
        /// How it is, or was before it left.
        var record: AgentRecord
    }

    private let capability: CapabilityID?
    /// In the order of the agents' first changes.
    private var changes: [Entry] = []
    private var places: [PublicKey: Int] = [:]
    private var byteCount = 0

    init(capability: CapabilityID?) {
        self.capability = capability
    }

    /// Takes a change in; false when the part is full without it.
    mutating func append(_ change: AgentChange) -> Bool {
        let before = change.before.flatMap { $0.offers(capability) ? $0 : nil }
        let after = change.after.flatMap { $0.offers(capability) ? $0 : nil }
        guard let record = after ?? before else { return true }
        // Descriptors are shown about as they were registered, so their text is a measure of the part's size.
        let size = record.byteCount
        guard changes.isEmpty || byteCount + size <= AgentListing.maximumByteCount else { return false }
        byteCount += size
        if let place = places[record.key] {
            changes[place].isThere = after != nil
            changes[place].record = record
        } else {
            places[record.key] = changes.count
            changes.append(Entry(wasThere: before != nil, isThere: after != nil, record: record))
        }
        return true
    }

    /// {`change`, `agent`} for each agent.
    var entries: [JSONValue] {
        changes.map { entry in
            let kind = !entry.isThere ? "left" : entry.wasThere ? "changed" : "joined"
            return ["change": .string(kind), "agent": .object(entry.record.json)]
        }
    }
}
