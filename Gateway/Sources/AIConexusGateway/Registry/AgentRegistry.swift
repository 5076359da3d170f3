// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// The directory of live sessions: who is there, on which connection, and what they offer.
///
/// One for the process, behind a lock: loops find the agents of other loops in it. The way of every message is
/// ``route(to:from:now:)``, which touches no more than a few cache lines; everything else happens with registrations
/// and questions.
package struct AgentRegistry: Sendable {
    /// The bounds, and how fast watchers hear of occupancy.
    package struct Limits: Hashable, Sendable {
        /// What all registrations may take, in bytes.
        package var byteCount = 1 << 30
        /// Changes that are kept for watchers.
        package var changeCount = 8_192
        /// What kept changes may take, in bytes.
        package var changeByteCount = 16 << 20
        /// How often a change of an agent's load or slots alone is reported.
        package var occupancyInterval = Duration.seconds(30)

        package init() {}
    }

    /// What an agent registers.
    package struct Description: Sendable {
        /// The text of its `REGISTER`.
        package var registration: [UInt8]
        /// What it offers.
        package var capabilities: [CapabilityID]

        package init(registration: [UInt8], capabilities: [CapabilityID]) {
            self.registration = registration
            var known: Set<CapabilityID> = []
            self.capabilities = capabilities.filter { known.insert($0).inserted }
        }
    }

    /// A session that has its place.
    package struct Entry: Equatable, Sendable {
        package let handle: AgentHandle
        /// The connection of the agent's older session, which must be closed.
        package let superseded: ConnectionID?
    }

    private let limits: Limits
    /// Where messages go: what the hot path reads.
    private var routes: [AgentRoute] = []
    /// The rest, at the same places; `nil` where a place is free.
    private var records: [AgentRecord?] = []
    private var freePlaces: [Int] = []
    private var table = KeyTable()
    private var order = KeyOrder()
    private var orders: [CapabilityID: KeyOrder] = [:]
    private var log: ChangeLog
    private var lastEpoch = 0
    private var byteCount = 0

    package init(limits: Limits = Limits()) {
        self.limits = limits
        log = ChangeLog(limits: .init(count: limits.changeCount, byteCount: limits.changeByteCount))
    }

    /// How many agents are registered.
    package var count: Int { table.count }

    // MARK: - Coming and going

    /// Gives a session its place, in that of the agent's older session if there is one.
    ///
    /// - Parameters:
    ///   - key: whose session it is.
    ///   - connection: its connection.
    ///   - description: what it offers.
    ///   - isChallenged: whether it answered a challenge; without that it takes no other session's place.
    ///   - now: the time, from which epochs start.
    /// - Returns: its place, and whom it supersedes.
    /// - Throws: `CONNECTION_REFUSED` or `RESOURCE_EXHAUSTED`.
    package mutating func register(
        _ key: PublicKey,
        on connection: ConnectionID,
        _ description: Description,
        isChallenged: Bool,
        now: Moment
    ) throws(ProtocolError) -> Entry {
        let known = table.place(of: key, in: routes)
        guard known == nil || isChallenged else {
            throw ProtocolError(.connectionRefused, "this agent has a live session, which only a challenge can replace")
        }
        let epoch = max(lastEpoch + 1, Int(now.wall.millisecondsSinceEpoch))
        let record = AgentRecord(
            key: key,
            connection: connection,
            epoch: epoch,
            connectedAt: now.wall,
            registration: description.registration,
            isChallenged: isChallenged,
            capabilities: description.capabilities,
            lastActivity: now,
            occupancyReportedAt: now.uptime
        )
        try makeRoom(for: record, replacing: known.flatMap { records[$0] })
        lastEpoch = epoch
        let route = AgentRoute(key: key, connection: connection, epoch: epoch)
        let superseded = known.map { routes[$0].connection }
        let place = known ?? newPlace(for: route)
        routes[place] = route
        replace(place, by: record)
        return Entry(handle: AgentHandle(place: place, epoch: epoch), superseded: superseded)
    }

    /// Replaces what a session offers; false when the session is over.
    ///
    /// - Throws: `RESOURCE_EXHAUSTED`.
    package mutating func describe(
        _ handle: AgentHandle,
        _ description: Description,
        now: Moment
    ) throws(ProtocolError) -> Bool {
        guard var record = record(handle) else { return false }
        let old = record
        record.registration = description.registration
        record.capabilities = description.capabilities
        record.lastActivity = now
        try makeRoom(for: record, replacing: old)
        replace(handle.place, by: record)
        return true
    }

    /// Ends a session; false when a newer one has its place.
    @discardableResult
    package mutating func remove(_ handle: AgentHandle) -> Bool {
        guard record(handle) != nil else { return false }
        replace(handle.place, by: nil)
        return true
    }

    private mutating func makeRoom(
        for record: AgentRecord,
        replacing old: AgentRecord?
    ) throws(ProtocolError) {
        let sum = byteCount + record.byteCount - (old?.byteCount ?? 0)
        guard sum <= limits.byteCount else {
            throw ProtocolError(.resourceExhausted, "the gateway's room for registrations is used up")
        }
    }

    private mutating func newPlace(for route: AgentRoute) -> Int {
        if let place = freePlaces.popLast() { return place }
        routes.append(route)
        records.append(nil)
        return routes.count - 1
    }

    /// Puts a record at a place whose route is set, or frees the place, and keeps all indexes in step.
    private mutating func replace(_ place: Int, by record: AgentRecord?) {
        let old = records[place]
        if old == nil {
            table.insert(routes[place].key, at: place, in: routes)
            order.insert(place, in: routes)
        }
        records[place] = record
        index(place, was: old?.capabilities ?? [], is: record?.capabilities ?? [])
        byteCount += (record?.byteCount ?? 0) - (old?.byteCount ?? 0)
        log.append(AgentChange(before: old, after: record))
        if record == nil {
            order.remove(place, in: routes)
            table.remove(routes[place].key, in: routes)
            freePlaces.append(place)
        }
    }

    private mutating func index(_ place: Int, was old: [CapabilityID], is new: [CapabilityID]) {
        guard old != new else { return }
        let (before, after) = (Set(old), Set(new))
        for capability in old where !after.contains(capability) {
            orders[capability]?.remove(place, in: routes)
            if orders[capability]?.places.isEmpty == true { orders[capability] = nil }
        }
        for capability in new where !before.contains(capability) {
            orders[capability, default: KeyOrder()].insert(place, in: routes)
        }
    }
}

// MARK: - Messages and heartbeats

extension AgentRegistry {
    /// Where messages to `key` go, and notes that the sender is there.
    package mutating func route(to key: PublicKey, from sender: AgentHandle, now: Moment) -> AgentRoute? {
        touch(sender, now: now)
        guard let place = table.place(of: key, in: routes) else { return nil }
        return routes[place]
    }

    /// Notes that an agent is there.
    package mutating func touch(_ handle: AgentHandle, now: Moment) {
        guard routes[handle.place].epoch == handle.epoch else { return }
        records[handle.place]?.lastActivity = now
    }

    /// Notes how busy an agent is; a value that it did not say stays as it was.
    package mutating func heartbeat(_ handle: AgentHandle, load: Double?, slots: Int?, now: Moment) {
        guard var record = record(handle) else { return }
        record.lastActivity = now
        record.occupancy.load = load ?? record.occupancy.load
        record.occupancy.slots = slots ?? record.occupancy.slots
        let isDue = now.uptime - record.occupancyReportedAt >= limits.occupancyInterval
        guard isDue, record.occupancy != record.reportedOccupancy else {
            records[handle.place] = record
            return
        }
        record.reportedOccupancy = record.occupancy
        record.occupancyReportedAt = now.uptime
        replace(handle.place, by: record)
    }

    private func record(_ handle: AgentHandle) -> AgentRecord? {
        guard routes[handle.place].epoch == handle.epoch else { return nil }
        return records[handle.place]
    }
}

// MARK: - Questions

extension AgentRegistry {
    /// Where messages to `key` go.
    package func route(to key: PublicKey) -> AgentRoute? {
        table.place(of: key, in: routes).map { routes[$0] }
    }

    /// What is known of one agent.
    package func record(of key: PublicKey) -> AgentRecord? {
        table.place(of: key, in: routes).flatMap { records[$0] }
    }

    /// Some agents in the order of their DIDs.
    ///
    /// - Parameters:
    ///   - capability: only those that offer it; all, if `nil`.
    ///   - key: only those after this one.
    ///   - limit: at most so many.
    /// - Returns: the agents, and whether there are more.
    package func page(offering capability: CapabilityID?, after key: PublicKey?, limit: Int) -> AgentPage {
        let order = capability.map { orders[$0] ?? KeyOrder() } ?? order
        let start = order.start(after: key, in: routes)
        let places = order.places[start...].prefix(limit)
        return AgentPage(
            records: places.compactMap { records[Int($0)] },
            isLast: places.endIndex == order.places.endIndex
        )
    }

    /// A watch begins: changes are kept from here on.
    package mutating func watchBegan() {
        log.readerCame()
    }

    /// A watch is over; with the last one all kept changes go.
    package mutating func watchEnded() {
        log.readerLeft()
    }

    /// How many changes there have been.
    package var changeCount: Int { log.end }

    /// The changes from the `position`-th on, at most `limit` of them, or `nil` when some of them are not kept.
    package func changes(from position: Int, limit: Int) -> [AgentChange]? {
        log.changes(from: position, limit: limit).map(Array.init)
    }
}
