// SPDX-License-Identifier: MIT

/// A list of places for each connection; adding and taking away take constant time, wherever in the list.
///
/// The places are those of somebody else's table, each in at most one list.
struct PlaceLists: Sendable {
    /// The neighbours in a list, or -1.
    private struct Links {
        var previous: Int32 = -1
        var next: Int32 = -1
    }

    private struct List {
        var first: Int32 = -1
        var count = 0
    }

    private var links: [Links] = []
    private var lists: [ConnectionID: List] = [:]

    /// How many places the list of `owner` has.
    func count(of owner: ConnectionID) -> Int { lists[owner]?.count ?? 0 }

    /// The place that was added last to the list of `owner`.
    func first(of owner: ConnectionID) -> Int32? {
        lists[owner]?.first
    }

    /// The place that was added before `place`.
    func next(after place: Int32) -> Int32? {
        let next = links[Int(place)].next
        return next < 0 ? nil : next
    }

    /// Adds a place to the list of `owner`.
    mutating func add(_ place: Int32, to owner: ConnectionID) {
        if Int(place) == links.count { links.append(Links()) }
        var list = lists[owner] ?? List()
        links[Int(place)] = Links(previous: -1, next: list.first)
        if list.first >= 0 { links[Int(list.first)].previous = place }
        list.first = place
        list.count += 1
        lists[owner] = list
    }

    /// Takes a place from the list of `owner`, in which it is.
    mutating func remove(_ place: Int32, from owner: ConnectionID) {
        guard var list = lists[owner] else { preconditionFailure("a place that is in no list") }
        let (previous, next) = (links[Int(place)].previous, links[Int(place)].next)
        if previous >= 0 { links[Int(previous)].next = next } else { list.first = next }
        if next >= 0 { links[Int(next)].previous = previous }
        list.count -= 1
        lists[owner] = list.count == 0 ? nil : list
    }
}
