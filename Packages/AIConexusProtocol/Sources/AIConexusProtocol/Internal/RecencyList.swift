// SPDX-License-Identifier: MIT

/// A dictionary of limited size that forgets what was not asked for longest.
///
/// Every call takes constant time, apart from the dictionary's growth up to the capacity.
struct RecencyList<Key: Hashable, Value> {
    fileprivate struct Node {
        var key: Key
        var value: Value
        /// The node asked for next before this one, or -1.
        var older: Int
        /// The node asked for next after this one, or -1.
        var newer: Int
    }

    private let capacity: Int
    private var nodes: [Node] = []
    private var places: [Key: Int] = [:]
    private var oldest = -1
    private var newest = -1

    /// An empty list for up to `capacity` values, at least 1.
    init(capacity: Int) {
        precondition(capacity >= 1, "a capacity is at least 1")
        self.capacity = capacity
    }

    /// How many values there are.
    var count: Int { nodes.count }

    /// The value of `key`, which is the newest from then on.
    mutating func value(for key: Key) -> Value? {
        guard let place = places[key] else { return nil }
        unlink(place)
        linkAsNewest(place)
        return nodes[place].value
    }

    /// Sets the value of `key` as the newest, in the place of the oldest when there is no room.
    mutating func insert(_ value: Value, for key: Key) {
        let place: Int
        if let known = places[key] {
            place = known
            unlink(place)
            nodes[place].value = value
        } else if nodes.count < capacity {
            place = nodes.count
            nodes.append(Node(key: key, value: value, older: -1, newer: -1))
        } else {
            place = oldest
            unlink(place)
            places[nodes[place].key] = nil
            nodes[place].key = key
            nodes[place].value = value
        }
        places[key] = place
        linkAsNewest(place)
    }

    private mutating func unlink(_ place: Int) {
        let (older, newer) = (nodes[place].older, nodes[place].newer)
        if older >= 0 { nodes[older].newer = newer } else { oldest = newer }
        if newer >= 0 { nodes[newer].older = older } else { newest = older }
    }

    private mutating func linkAsNewest(_ place: Int) {
        nodes[place].older = newest
        nodes[place].newer = -1
        if newest >= 0 { nodes[newest].newer = place } else { oldest = place }
        newest = place
    }
}

extension RecencyList: Sendable where Key: Sendable, Value: Sendable {}

extension RecencyList.Node: Sendable where Key: Sendable, Value: Sendable {}
