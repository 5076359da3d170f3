// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// One `gateway.agents.watch`: who is there, and then what changes, in parts that the watcher acknowledges.
///
/// The first parts are a snapshot, page by page in the order of DIDs; they share one version, and all but the last have
/// `more`. Then come parts of changes, each with the next version. An agent that comes or leaves while the snapshot is
/// under way may be in a page and in a change as well: `joined` and `changed` say how the agent is, `left` that it is
/// not there, whatever was known before. When changes were forgotten before the watcher took them, a new snapshot
/// follows, with the next version.
///
/// The feed asks for what it ``wants``, the shell reads that from the registry under its lock and gives it back; so
/// nothing costly happens under the lock. Source: PROTOCOL_DESIGN, "Routing".
package struct WatchFeed: Equatable, Sendable {
    /// The time between two parts, for at most four in a second.
    package static let partInterval = Duration.milliseconds(250)
    /// The most agents or changes in one part.
    package static let maximumPartCount = 1_000

    /// What must be read from the registry for the next part.
    package enum Request: Equatable, Sendable {
        /// The first page, and the number of changes at that time.
        case snapshot
        /// The page after an agent.
        case page(after: PublicKey)
        /// The changes from a position on.
        case changes(from: Int)
    }

    /// What was read.
    package enum Material: Equatable, Sendable {
        case page(AgentPage, changeCount: Int)
        case changes([AgentChange])
        /// Changes that were asked for are forgotten.
        case forgotten
    }

    private enum Phase: Equatable {
        /// Successors: `paging`, `following`.
        case starting
        /// A snapshot is under way; changes from `position` on are to follow. Successor: `following`.
        case paging(after: PublicKey, position: Int)
        /// Successor: `starting`, after an overflow.
        case following(position: Int)
    }

    private let capability: CapabilityID?
    private let window: Int
    private var phase = Phase.starting
    private var version = 0
    private var nextPartAt: Duration
    /// How many parts were sent.
    package private(set) var sentCount = 0
    private var acknowledgedCount = 0

    /// Begins a watch.
    ///
    /// - Parameters:
    ///   - capability: only agents that offer this, or came or ceased to.
    ///   - window: how many parts may be unacknowledged, 1 or more.
    ///   - now: the time.
    package init(capability: CapabilityID?, window: Int, now: Moment) {
        self.capability = capability
        self.window = window
        nextPartAt = now.uptime
    }

    /// Reads the arguments of `gateway.agents.watch`.
    ///
    /// - Throws: `INVALID_ARGUMENTS`.
    package init(_ request: ExecRequest, now: Moment) throws(ProtocolError) {
        guard request.stream == true else {
            throw ProtocolError(
                .invalidArguments,
                "a watch is a stream: stream must be true",
                pointer: "/payload/stream"
            )
        }
        var arguments = ArgumentReader(request)
        let capability = try arguments.capability("capability")
        try arguments.end()
        self.init(capability: capability, window: request.window ?? ExecRequest.defaultWindow, now: now)
    }

    /// When there is something to do next, or `nil` while the watcher must acknowledge parts first.
    package var deadline: Duration? {
        sentCount - acknowledgedCount < window ? nextPartAt : nil
    }

    /// What the next part is to be made of, if one may be sent now.
    package func wants(now: Moment) -> Request? {
        guard let deadline, now.uptime >= deadline else { return nil }
        return switch phase {
        case .starting: .snapshot
        case .paging(let key, _): .page(after: key)
        case .following(let position): .changes(from: position)
        }
    }

    /// The watcher has consumed the parts up to `sequence`; what was never sent is not counted.
    package mutating func acknowledged(sequence: Int) {
        guard sequence < sentCount else { return }
        acknowledgedCount = max(acknowledgedCount, sequence + 1)
    }

    /// Makes the next part from what was read, if there is anything to say.
    ///
    /// - Parameters:
    ///   - material: the answer to ``wants(now:)``.
    ///   - now: the time.
    /// - Returns: the part's `result`, which is sent with the sequence ``sentCount`` − 1; nothing when nothing changed.
    package mutating func received(_ material: Material, now: Moment) -> JSONObject? {
        nextPartAt = now.uptime + Self.partInterval
        switch (phase, material) {
        case (.starting, .page(let page, let changeCount)):
            version += 1
            return part(of: page, position: changeCount)
        case (.paging(_, let position), .page(let page, _)):
            return part(of: page, position: position)
        case (.following(let position), .changes(let changes)):
            return part(of: changes, position: position)
        case (.following, .forgotten):
            phase = .starting
            nextPartAt = now.uptime
            return nil
        default: preconditionFailure("material that was not asked for")
        }
    }

    private mutating func part(of page: AgentPage, position: Int) -> JSONObject {
        var builder = AgentListBuilder()
        var last: PublicKey?
        for record in page.records {
            guard builder.append(record.json) else { break }
            last = record.key
        }
        var part = self.part("snapshot")
        part["agents"] = .array(builder.agents)
        if let last, !page.isLast || last != page.records.last?.key {
            phase = .paging(after: last, position: position)
            part["more"] = true
        } else {
            phase = .following(position: position)
        }
        return part
    }

    private mutating func part(of changes: [AgentChange], position: Int) -> JSONObject? {
        var summary = ChangeSummary(capability: capability)
        var taken = 0
        for change in changes {
            guard summary.append(change) else { break }
            taken += 1
        }
        phase = .following(position: position + taken)
        let entries = summary.entries
        guard !entries.isEmpty else { return nil }
        version += 1
        var part = self.part("changes")
        part["changes"] = .array(entries)
        return part
    }

    private mutating func part(_ event: String) -> JSONObject {
        sentCount += 1
        return ["event": .string(event), "version": .number(JSONNumber(exactly: version) ?? 0)]
    }
}

extension WatchFeed {
    /// Which agents a page is to be read of.
    package var watchedCapability: CapabilityID? { capability }
}
