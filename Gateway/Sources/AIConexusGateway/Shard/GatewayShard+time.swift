// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

extension GatewayShard {
    /// The draining of a gateway that shuts down.
    struct Drain {
        /// When agents are told to come back: spread over this time after the end.
        let spread: Duration
        /// The uptime of the end.
        let end: Duration
    }

    /// The uptime at which ``timerFired(now:)`` is to be called.
    package var nextDeadline: Duration {
        guard let next = deadlines.next else { preconditionFailure("there is always a sweep to come") }
        return next
    }

    /// Sets a deadline, and takes those out that became pointless when they are more than the others.
    ///
    /// Otherwise connections and watches that come and go would leave theirs until they are due, however many come.
    mutating func setDeadline(_ deadline: Deadline, at time: Duration) {
        let usefulCount = connections.count - freeSlots.count + watches.count
        if deadlines.count > 2 * (usefulCount + Self.fewDeadlines) {
            var queue = DeadlineQueue<Deadline>()
            swap(&queue, &deadlines)
            queue.removeAll { isPointless($0, at: $1) }
            deadlines = queue
        }
        deadlines.insert(deadline, at: time)
    }

    private func isPointless(_ deadline: Deadline, at time: Duration) -> Bool {
        switch deadline {
        case .registration(let id): slot(of: id).map { connections[$0]?.agent != nil } ?? true
        case .watch(let key): watches[key]?.armedFor != time
        case .sweep, .publication, .farewell, .drained: false
        }
    }

    /// Does what is due.
    package mutating func timerFired(now: Moment) {
        while let due = deadlines.popDue(now: now.uptime) {
            switch due {
            case .registration(let id):
                guard let slot = slot(of: id), connections[slot]?.agent == nil else { continue }
                checkTime(slot, now: now)
            case .watch(let key): watchIsDue(key, now: now)
            case .sweep: sweep(now: now)
            case .publication: publish(now: now)
            case .farewell(let slot):
                // A turn between two portions lets messages through.
                return sayFarewell(from: slot, now: now)
            case .drained: closeAll(now: now)
            }
        }
    }

    /// Ends sessions that have been silent for too long.
    private mutating func sweep(now: Moment) {
        deadlines.insert(.sweep, at: now.uptime + configuration.sweepInterval)
        for slot in connections.indices { checkTime(slot, now: now) }
        if loop == 0 { state.replay.removeExpired(now: now.wall) }
    }

    private mutating func checkTime(_ slot: Int, now: Moment) {
        guard let action = connections[slot]?.session.timerFired(now: now) else { return }
        perform(action, slot, now: now)
    }

    private mutating func publish(now: Moment) {
        deadlines.insert(.publication, at: now.uptime + Self.publicationInterval)
        statistics.openRequestCount = openRequests.count
        statistics.watchCount = watches.count
        let (statistics, loop) = (statistics, Int(loop))
        state.statistics.withLock { $0[loop] = statistics }
    }

    // MARK: - Draining

    /// Begins to shut down: agents are told, nothing new is begun, and after a while every connection is closed.
    ///
    /// - Parameters:
    ///   - spread: over which time agents are to come back, so that they do not come all at once.
    ///   - now: the time.
    package mutating func beginDraining(spread: Duration, now: Moment) {
        guard drain == nil else { return }
        let end = now.uptime + configuration.drainDuration
        drain = Drain(spread: spread, end: end)
        deadlines.insert(.drained, at: end)
        sayFarewell(from: 0, now: now)
    }

    /// Closes every connection at once, without a word of farewell.
    package mutating func stop(now: Moment) {
        for slot in connections.indices {
            guard let action = connections[slot]?.session.stopping() else { continue }
            perform(action, slot, now: now)
        }
    }

    /// Tells some connections; signing for all at once would hold the loop up.
    private mutating func sayFarewell(from first: Int, now: Moment) {
        guard let drain else { return }
        let end = min(first + Self.farewellsPerTurn, connections.count)
        for slot in first..<max(first, end) {
            let share = UInt32.random(in: 0...Self.spreadSteps, using: &random)
            let delay = drain.end - now.uptime + drain.spread * Int(share) / Int(Self.spreadSteps)
            guard let action = connections[slot]?.session.draining(reconnectAfter: delay) else { continue }
            perform(action, slot, now: now)
        }
        if end < connections.count { deadlines.insert(.farewell(slot: end), at: now.uptime) }
    }

    private mutating func closeAll(now: Moment) {
        for slot in connections.indices {
            guard let action = connections[slot]?.session.drained() else { continue }
            perform(action, slot, now: now)
        }
    }

    private static let farewellsPerTurn = 256
    /// As many deadlines as are not worth looking through.
    private static let fewDeadlines = 64
    private static let spreadSteps: UInt32 = 1_024
}
