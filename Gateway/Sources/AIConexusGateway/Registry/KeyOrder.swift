// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// Places in the order of their keys, for lists that are read page by page.
///
/// Insertion and removal move four bytes for each place behind; a search compares O(log n) keys.
package struct KeyOrder: Sendable {
    package private(set) var places: [UInt32] = []

    package init() {}

    /// The index of the first key after `key`, or of the first at all.
    package func start(after key: PublicKey?, in routes: [AgentRoute]) -> Int {
        guard let key else { return 0 }
        let index = position(of: key, in: routes)
        let isThere = index < places.count && routes[Int(places[index])].key == key
        return isThere ? index + 1 : index
    }

    package mutating func insert(_ place: Int, in routes: [AgentRoute]) {
        places.insert(UInt32(place), at: position(of: routes[place].key, in: routes))
    }

    package mutating func remove(_ place: Int, in routes: [AgentRoute]) {
        let index = position(of: routes[place].key, in: routes)
        precondition(places[index] == place, "a place that is not in the order")
        places.remove(at: index)
    }

    private func position(of key: PublicKey, in routes: [AgentRoute]) -> Int {
        var range = places.indices
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            range =
                routes[Int(places[middle])].key < key
                ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return range.lowerBound
    }
}
