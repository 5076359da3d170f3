// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// The relayed requests of one loop's agents that wait for an answer, so that callers hear when the callee is gone.
///
/// It is kept where the caller lives, because answers and refusals come by there. At a caller's limit those are dropped whose time is over or
/// that were given a sealed answer, which may have been the final one; when there are none, the caller is refused.
/// Source: PROTOCOL_DESIGN, "Routing".
struct OpenRequestTable: Sendable {
    /// Names a request: ids are unique only within their sender.
    struct Key: Hashable {
        let caller: ConnectionID
        let id: MessageID
    }

    private struct Entry {
        var key: Key
        var callee: ConnectionID
        /// The uptime after which nobody waits for the answer any more, if there is one.
        var deadline: Duration?
        /// Whether a sealed answer came by.
        var isPerhapsAnswered = false
        var ofCaller = Links()
        var ofCallee = Links()
    }

    /// The neighbours in a list, or -1.
    private struct Links {
        var previous: Int32 = -1
        var next: Int32 = -1
    }

    private struct List {
        var first: Int32 = -1
        var count = 0
    }

    private let maximumCountPerCaller: Int
    private var entries: [Entry] = []
    private var freePlaces: [Int32] = []
    private var places: [Key: Int32] = [:]
    private var callers: [ConnectionID: List] = [:]
    private var callees: [ConnectionID: List] = [:]

    init(maximumCountPerCaller: Int) {
        self.maximumCountPerCaller = maximumCountPerCaller
    }

    /// How many requests are open.
    var count: Int { places.count }

    /// How many requests of one caller are open.
    func count(of caller: ConnectionID) -> Int { callers[caller]?.count ?? 0 }

    /// Notes a request; false when the caller has as many as one may have.
    mutating func open(_ key: Key, callee: ConnectionID, deadline: Duration?, now: Duration) -> Bool {
        if count(of: key.caller) >= maximumCountPerCaller {
            guard let place = replaceable(of: key.caller, now: now) else { return false }
            remove(place)
        }
        if let known = places[key] { remove(known) }
        let entry = Entry(key: key, callee: callee, deadline: deadline)
        let place: Int32
        if let free = freePlaces.popLast() {
            place = free
            entries[Int(place)] = entry
        } else {
            place = Int32(entries.count)
            entries.append(entry)
        }
        places[key] = place
        link(place, \.ofCaller, into: &callers[key.caller, default: List()])
        link(place, \.ofCallee, into: &callees[callee, default: List()])
        return true
    }

    /// An answer from `callee` came by that may be the final one.
    mutating func answered(_ key: Key, by callee: ConnectionID, isSealed: Bool) {
        guard let place = places[key], entries[Int(place)].callee == callee else { return }
        if isSealed {
            entries[Int(place)].isPerhapsAnswered = true
        } else {
            remove(place)
        }
    }

    /// Forgets a request that the gateway itself answers; false when it is not open any more.
    mutating func close(_ key: Key) -> Bool {
        guard let place = places[key] else { return false }
        remove(place)
        return true
    }

    /// The callee's session is over: forgets its requests and returns them.
    mutating func calleeEnded(_ callee: ConnectionID) -> [Key] {
        var keys: [Key] = []
        while let place = callees[callee]?.first {
            keys.append(entries[Int(place)].key)
            remove(place)
        }
        return keys
    }

    /// The caller's session is over: forgets its requests.
    mutating func callerEnded(_ caller: ConnectionID) {
        while let place = callers[caller]?.first { remove(place) }
    }

    // MARK: - Lists

    private func replaceable(of caller: ConnectionID, now: Duration) -> Int32? {
        var place = callers[caller]?.first ?? -1
        while place >= 0 {
            let entry = entries[Int(place)]
            if entry.isPerhapsAnswered { return place }
            if let deadline = entry.deadline, deadline < now { return place }
            place = entry.ofCaller.next
        }
        return nil
    }

    private mutating func link(_ place: Int32, _ links: WritableKeyPath<Entry, Links>, into list: inout List) {
        entries[Int(place)][keyPath: links] = Links(previous: -1, next: list.first)
        if list.first >= 0 { entries[Int(list.first)][keyPath: links].previous = place }
        list.first = place
        list.count += 1
    }

    private mutating func unlink(_ place: Int32, _ links: WritableKeyPath<Entry, Links>, from list: inout List?) {
        let neighbours = entries[Int(place)][keyPath: links]
        if neighbours.previous >= 0 {
            entries[Int(neighbours.previous)][keyPath: links].next = neighbours.next
        } else {
            list?.first = neighbours.next
        }
        if neighbours.next >= 0 { entries[Int(neighbours.next)][keyPath: links].previous = neighbours.previous }
        list?.count -= 1
        if list?.count == 0 { list = nil }
    }

    private mutating func remove(_ place: Int32) {
        let entry = entries[Int(place)]
        unlink(place, \.ofCaller, from: &callers[entry.key.caller])
        unlink(place, \.ofCallee, from: &callees[entry.callee])
        places[entry.key] = nil
        freePlaces.append(place)
    }
}
