// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

extension GatewayShard {
    mutating func startWatch(
        _ request: ExecRequest,
        id: MessageID,
        _ slot: Int,
        now: Moment
    ) throws(ProtocolError) {
        let feed = try WatchFeed(request, now: now)
        guard let connection = connections[slot], connection.watches.count < configuration.maximumWatchCount else {
            throw ProtocolError(
                .resourceExhausted,
                "at most \(configuration.maximumWatchCount) watches may be open",
                reason: "watches"
            )
        }
        connections[slot]?.watches.append(id)
        let end = request.timeout.flatMap { $0 > .zero ? now.uptime + $0 : nil }
        let key = OpenRequestTable.Key(caller: connection.id, id: id)
        watches[key] = Watch(feed: feed, end: end)
        state.registry.withLock { $0.watchBegan() }
        continueWatch(key, now: now)
    }

    /// Parts of a watch were consumed.
    mutating func acknowledged(_ key: OpenRequestTable.Key, sequence: Int, now: Moment) {
        guard watches[key] != nil else { return }
        watches[key]?.feed.acknowledged(sequence: sequence)
        continueWatch(key, now: now)
    }

    /// Sends the next part of a watch if there is one to send, and sees to the one after.
    mutating func continueWatch(_ key: OpenRequestTable.Key, now: Moment) {
        guard var watch = watches[key], let slot = slot(of: key.caller), let connection = connections[slot] else {
            return
        }
        if let end = watch.end, now.uptime >= end {
            return endWatch(key, .timeout, "the time for the watch is over", now: now)
        }
        while !connection.isFilled, let request = watch.feed.wants(now: now) {
            guard let part = watch.feed.received(material(request, watch.feed), now: now) else { continue }
            var response = ExecResponse(status: .partial, result: .object(part))
            response.sequence = watch.feed.sentCount - 1
            answer(key.id, response, slot, now: now)
        }
        watches[key] = watch
        armWatch(key, isFilled: connection.isFilled)
    }

    /// A deadline that was set for a watch has come.
    mutating func watchIsDue(_ key: OpenRequestTable.Key, now: Moment) {
        watches[key]?.armedFor = nil
        continueWatch(key, now: now)
    }

    /// Puts the next deadline of a watch into the queue, unless one stands there that comes no later.
    private mutating func armWatch(_ key: OpenRequestTable.Key, isFilled: Bool) {
        guard let watch = watches[key] else { return }
        let wake = [watch.end, isFilled ? nil : watch.feed.deadline].compactMap(\.self).min()
        guard let wake, watch.armedFor.map({ $0 > wake }) ?? true else { return }
        watches[key]?.armedFor = wake
        setDeadline(.watch(key), at: wake)
    }

    private func material(_ request: WatchFeed.Request, _ feed: WatchFeed) -> WatchFeed.Material {
        state.registry.withLock { registry in
            switch request {
            case .snapshot:
                let page = registry.page(
                    offering: feed.watchedCapability,
                    after: nil,
                    limit: WatchFeed.maximumPartCount
                )
                return .page(page, changeCount: registry.changeCount)
            case .page(let key):
                let page = registry.page(
                    offering: feed.watchedCapability,
                    after: key,
                    limit: WatchFeed.maximumPartCount
                )
                return .page(page, changeCount: registry.changeCount)
            case .changes(let position):
                let changes = registry.changes(from: position, limit: WatchFeed.maximumPartCount)
                return changes.map(WatchFeed.Material.changes) ?? .forgotten
            }
        }
    }

    /// Takes a watch out of the table.
    ///
    /// - Returns: whether it was there.
    @discardableResult
    mutating func forgetWatch(_ key: OpenRequestTable.Key) -> Bool {
        guard watches.removeValue(forKey: key) != nil else { return false }
        state.registry.withLock { $0.watchEnded() }
        return true
    }

    /// Ends a watch with a final answer.
    mutating func endWatch(_ key: OpenRequestTable.Key, _ code: ErrorCode, _ reason: String, now: Moment) {
        guard forgetWatch(key), let slot = slot(of: key.caller) else { return }
        connections[slot]?.watches.removeAll { $0 == key.id }
        var response = ExecResponse(status: .error)
        response.code = code
        response.error = reason
        answer(key.id, response, slot, now: now)
    }
}
