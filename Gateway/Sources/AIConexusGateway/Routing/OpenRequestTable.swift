// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// The relayed requests of one loop's agents that wait for an answer, so that callers hear when the callee is gone.
///
/// It is kept where the caller lives, because answers and refusals come by there. At a caller's limit one is forgotten
/// whose time is over, or that was given a sealed answer, which may have been the final one; when there is none, the
/// caller is refused. Source: PROTOCOL_DESIGN, "Routing".
package struct OpenRequestTable: Sendable {
    /// Names a request: ids are unique only within their sender.
    package struct Key: Hashable, Sendable {
        package let caller: ConnectionID
        package let id: MessageID

        package init(caller: ConnectionID, id: MessageID) {
            self.caller = caller
            self.id = id
        }
    }

    private struct Entry {
        var key: Key
        var hash: UInt32
        var callee: ConnectionID
        /// The uptime after which nobody waits for the answer any more, if there is one.
        var deadline: Duration?
        /// Whether a sealed answer came by.
        var isPerhapsAnswered = false
    }

    private let maximumCountPerCaller: Int
    /// Mixed into the hashes of ids, which peers choose.
    private let secrets: (UInt64, UInt64)
    private var entries: [Entry] = []
    private var freePlaces: [Int32] = []
    private var places = PlaceTable()
    private var callers = PlaceLists()
    private var callees = PlaceLists()

    /// Creates an empty table.
    ///
    /// - Parameters:
    ///   - maximumCountPerCaller: how many requests of one caller may be open.
    ///   - secrets: 16 random bytes.
    package init(maximumCountPerCaller: Int, secrets: (UInt64, UInt64)) {
        self.maximumCountPerCaller = maximumCountPerCaller
        self.secrets = secrets
    }

    /// How many requests are open.
    package var count: Int { places.count }

    /// How many requests of one caller are open.
    package func count(of caller: ConnectionID) -> Int { callers.count(of: caller) }

    /// Notes a request; false when the caller has as many as one may have.
    package mutating func open(_ key: Key, callee: ConnectionID, deadline: Duration?, now: Duration) -> Bool {
        if count(of: key.caller) >= maximumCountPerCaller {
            guard let place = replaceable(of: key.caller, now: now) else { return false }
            remove(place)
        }
        let hash = hash(of: key)
        // The same id again is another message only when the first one's time was over.
        if let known = place(of: key, hash) { remove(known) }
        let entry = Entry(key: key, hash: hash, callee: callee, deadline: deadline)
        let place = freePlaces.popLast() ?? Int32(entries.count)
        if Int(place) == entries.count { entries.append(entry) } else { entries[Int(place)] = entry }
        places.insert(place, hash: hash)
        callers.add(place, to: key.caller)
        callees.add(place, to: callee)
        return true
    }

    /// An answer from `callee` came by that may be the final one.
    package mutating func answered(_ key: Key, by callee: ConnectionID, isSealed: Bool) {
        guard let place = place(of: key, hash(of: key)), entries[Int(place)].callee == callee else { return }
        if isSealed {
            entries[Int(place)].isPerhapsAnswered = true
        } else {
            remove(place)
        }
    }

    /// Forgets a request that the gateway itself answers; false when it is not open any more.
    package mutating func close(_ key: Key) -> Bool {
        guard let place = place(of: key, hash(of: key)) else { return false }
        remove(place)
        return true
    }

    /// The callee's session is over: forgets its requests and returns them.
    package mutating func calleeEnded(_ callee: ConnectionID) -> [Key] {
        var keys: [Key] = []
        var next = callees.first(of: callee)
        while let place = next {
            next = callees.next(after: place)
            // The slot may have been given to another agent already.
            guard entries[Int(place)].callee == callee else { continue }
            keys.append(entries[Int(place)].key)
            remove(place)
        }
        return keys
    }

    /// The caller's session is over: forgets its requests.
    package mutating func callerEnded(_ caller: ConnectionID) {
        while let place = callers.first(of: caller) { remove(place) }
    }

    private func replaceable(of caller: ConnectionID, now: Duration) -> Int32? {
        var next = callers.first(of: caller)
        while let place = next {
            let entry = entries[Int(place)]
            if entry.isPerhapsAnswered { return place }
            if let deadline = entry.deadline, deadline < now { return place }
            next = callers.next(after: place)
        }
        return nil
    }

    private mutating func remove(_ place: Int32) {
        let (key, callee, hash) = (entries[Int(place)].key, entries[Int(place)].callee, entries[Int(place)].hash)
        callers.remove(place, from: key.caller)
        callees.remove(place, from: callee)
        places.remove(place, hash: hash)
        freePlaces.append(place)
    }

    private func place(of key: Key, _ hash: UInt32) -> Int32? {
        places.place(hash: hash) { entries[Int($0)].key == key }
    }

    /// Both halves of a product with a secret in each factor, so that every bit counts and nobody can aim.
    private func hash(of key: Key) -> UInt32 {
        let caller = UInt64(key.caller.slot) << 32 | UInt64(key.caller.generation)
        let product = (key.id.high ^ caller ^ secrets.0).multipliedFullWidth(by: key.id.low ^ secrets.1)
        return UInt32(truncatingIfNeeded: (product.high ^ product.low) >> 32)
    }
}
