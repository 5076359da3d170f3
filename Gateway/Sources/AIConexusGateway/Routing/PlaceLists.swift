// SPDX-License-Identifier: MIT

/// A list of places for each connection's slot; adding and taking away take constant time, wherever in the list.
///
/// The places are those of somebody else's table, each in at most one list. Connections that had a slot one after
/// another share its list. Bounded by the slots that there are, on all loops.
struct PlaceLists: Sendable {
    /// The neighbours in a list, or -1.
    private struct Links {
        var previous: Int32 = -1
        var next: Int32 = -1
    }

    private struct List {
        var first: Int32 = -1
        var count: Int32 = 0
    }

    private var links: [Links] = []
    /// By loop, then by slot.
    private var lists: [[List]] = []

    /// How many places the list of the owner's slot has.
    func count(of owner: ConnectionID) -> Int { Int(list(of: owner).count) }

    /// The place that was added last to the list of the owner's slot.
    func first(of owner: ConnectionID) -> Int32? {
        let first = list(of: owner).first
        return first < 0 ? nil : first
    }

    /// The place that was added before `place`.
    func next(after place: Int32) -> Int32? {
        let next = links[Int(place)].next
        return next < 0 ? nil : next
    }

    /// Adds a place to the list of the owner's slot.
    mutating func add(_ place: Int32, to owner: ConnectionID) {
        makeRoom(for: owner)
        if Int(place) == links.count { links.append(Links()) }
        let (loop, slot) = (Int(owner.loop), Int(owner.slot))
        let first = lists[loop][slot].first
        links[Int(place)] = Links(previous: -1, next: first)
        if first >= 0 { links[Int(first)].previous = place }
        lists[loop][slot].first = place
        lists[loop][slot].count += 1
    }

    /// Takes a place from the list of the owner's slot, in which it is.
    mutating func remove(_ place: Int32, from owner: ConnectionID) {
        let (loop, slot) = (Int(owner.loop), Int(owner.slot))
        let (previous, next) = (links[Int(place)].previous, links[Int(place)].next)
        if previous >= 0 { links[Int(previous)].next = next } else { lists[loop][slot].first = next }
        if next >= 0 { links[Int(next)].previous = previous }
        lists[loop][slot].count -= 1
    }

    private func list(of owner: ConnectionID) -> List {
        let (loop, slot) = (Int(owner.loop), Int(owner.slot))
        guard loop < lists.count, slot < lists[loop].count else { return List() }
        return lists[loop][slot]
    }

    private mutating func makeRoom(for owner: ConnectionID) {
        let (loop, slot) = (Int(owner.loop), Int(owner.slot))
        while lists.count <= loop { lists.append([]) }
        while lists[loop].count <= slot { lists[loop].append(List()) }
    }
}
