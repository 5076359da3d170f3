// SPDX-License-Identifier: MIT

/// Timers in a hierarchy of wheels: O(1) to schedule and to cancel, whatever their number.
///
/// Time is a count of ticks that the caller passes in. Level n has 64 slots of 64ⁿ ticks each; a timer lies at the
/// level of the highest 6-bit digit in which its tick differs from the current one, and moves down a level when time
/// reaches its slot. A bit per slot tells which are in use, so that empty stretches of time cost nothing. Timers come
/// out in the order of their ticks, and within a tick in the order in which they were scheduled. Source: Varghese,
/// Lauck: "Hashed and hierarchical timing wheels", SOSP 1987, scheme 6.
struct TimerWheel<Payload> {
    /// Six levels of 64 slots: 2³⁶ ticks, 21 years of 10 ms.
    private static var levelCount: Int { 6 }
    private static var slotBits: Int { 6 }
    private static var slotCount: Int { 64 }
    /// The last tick there is; later timers are held to it.
    static var lastTick: UInt64 { 1 << UInt64(levelCount * slotBits) - 1 }

    private struct Node {
        var payload: Payload?
        var tick: UInt64
        var next: Int32
        var previous: Int32
        var list: Int32
        var generation: UInt32
    }

    /// The ends of a doubly linked list through `nodes`, −1 when empty.
    private struct List {
        var first: Int32 = -1
        var last: Int32 = -1
    }

    private var nodes: [Node] = []
    /// The first unused node; unused nodes are chained by `next`.
    private var firstFree: Int32 = -1
    /// The slots of all levels, then `dueList`, then `overdueList`.
    private var lists: [List]
    /// For each level the slots that hold timers, a bit each.
    private var occupied = InlineArray<6, UInt64>(repeating: 0)
    /// The tick up to which timers have come out.
    private(set) var currentTick: UInt64 = 0
    /// How many timers are scheduled.
    private(set) var count = 0

    /// Timers whose tick was reached by `advance(to:)` and which `popDue()` hands out.
    private static var dueList: Int32 { Int32(levelCount * slotCount) }
    /// Timers scheduled for a tick that has passed: due at the next `advance(to:)`, so that a timer which schedules
    /// another one for "at once" cannot keep a turn from ending.
    private static var overdueList: Int32 { dueList + 1 }

    init() {
        lists = Array(repeating: List(), count: Self.levelCount * Self.slotCount + 2)
    }

    /// Schedules `payload` for `tick`, or for the next `advance(to:)` when that tick has passed.
    mutating func schedule(at tick: UInt64, _ payload: Payload) -> TimerID {
        let index = takeNode()
        nodes[Int(index)].payload = payload
        nodes[Int(index)].tick = min(tick, Self.lastTick)
        count += 1
        place(index)
        return TimerID(slot: UInt32(index), generation: nodes[Int(index)].generation)
    }

    /// Takes a timer out and returns its payload, or `nil` when it came out or was cancelled before.
    @discardableResult
    mutating func cancel(_ timer: TimerID) -> Payload? {
        let index = Int(timer.slot)
        guard index < nodes.count, nodes[index].generation == timer.generation, nodes[index].payload != nil else {
            return nil
        }
        return remove(Int32(index))
    }

    /// Moves time on, never back; the timers reached come out by ``popDue()``.
    mutating func advance(to tick: UInt64) {
        while let index = first(of: Self.overdueList) { move(index, to: Self.dueList) }
        let target = min(tick, Self.lastTick)
        while let (list, start) = firstOccupiedSlot(), start <= target {
            currentTick = max(currentTick, start)
            // Every timer of the slot is now either reached or belongs to a lower level.
            while let index = first(of: list) {
                unlink(index)
                place(index, whenReached: Self.dueList)
            }
        }
        currentTick = max(currentTick, target)
    }

    /// The next timer that time has reached, `nil` when all have come out.
    mutating func popDue() -> Payload? {
        first(of: Self.dueList).flatMap { remove($0) }
    }

    /// A tick before which nothing needs to be done; `nil` without timers.
    ///
    /// It may be earlier than the next timer's tick: a slot of a higher level has to be spread out first.
    var nextTick: UInt64? {
        if first(of: Self.dueList) != nil || first(of: Self.overdueList) != nil { return currentTick }
        return firstOccupiedSlot()?.start
    }
}

// MARK: - Slots

extension TimerWheel {
    /// The occupied slot that time reaches first, and the tick at which it does.
    private func firstOccupiedSlot() -> (list: Int32, start: UInt64)? {
        for level in 0..<Self.levelCount {
            let bits = occupied[level]
            guard bits != 0 else { continue }
            // Slots before the current digit cannot be occupied: such a timer would lie at a higher level.
            let slot = bits.trailingZeroBitCount
            let shift = UInt64(level * Self.slotBits)
            let lowerDigits: UInt64 = 1 << (shift + UInt64(Self.slotBits)) - 1
            return (Int32(level * Self.slotCount + slot), currentTick & ~lowerDigits | UInt64(slot) << shift)
        }
        return nil
    }

    private func first(of list: Int32) -> Int32? {
        let index = lists[Int(list)].first
        return index >= 0 ? index : nil
    }

    private mutating func place(_ index: Int32, whenReached reached: Int32 = overdueList) {
        let tick = nodes[Int(index)].tick
        guard tick > currentTick else { return link(index, to: reached) }
        let level = (63 - (tick ^ currentTick).leadingZeroBitCount) / Self.slotBits
        let slot = Int(tick >> UInt64(level * Self.slotBits)) & (Self.slotCount - 1)
        link(index, to: Int32(level * Self.slotCount + slot))
    }

    private mutating func move(_ index: Int32, to list: Int32) {
        unlink(index)
        link(index, to: list)
    }

    private mutating func link(_ index: Int32, to list: Int32) {
        let last = lists[Int(list)].last
        nodes[Int(index)].list = list
        nodes[Int(index)].previous = last
        nodes[Int(index)].next = -1
        if last >= 0 {
            nodes[Int(last)].next = index
        } else {
            lists[Int(list)].first = index
            setOccupied(list, true)
        }
        lists[Int(list)].last = index
    }

    private mutating func unlink(_ index: Int32) {
        let node = (nodes[Int(index)].previous, nodes[Int(index)].next, nodes[Int(index)].list)
        let (previous, next, list) = node
        if previous >= 0 { nodes[Int(previous)].next = next } else { lists[Int(list)].first = next }
        if next >= 0 { nodes[Int(next)].previous = previous } else { lists[Int(list)].last = previous }
        if lists[Int(list)].first < 0 { setOccupied(list, false) }
    }

    private mutating func setOccupied(_ list: Int32, _ isOccupied: Bool) {
        guard list < Self.dueList else { return }
        let bit: UInt64 = 1 << UInt64(Int(list) % Self.slotCount)
        let level = Int(list) / Self.slotCount
        if isOccupied { occupied[level] |= bit } else { occupied[level] &= ~bit }
    }
}

// MARK: - Nodes

extension TimerWheel {
    private mutating func takeNode() -> Int32 {
        if firstFree >= 0 {
            let index = firstFree
            firstFree = nodes[Int(index)].next
            return index
        }
        nodes.append(Node(payload: nil, tick: 0, next: -1, previous: -1, list: 0, generation: 0))
        return Int32(nodes.count - 1)
    }

    private mutating func remove(_ index: Int32) -> Payload? {
        unlink(index)
        let payload = nodes[Int(index)].payload.take()
        nodes[Int(index)].generation &+= 1
        nodes[Int(index)].next = firstFree
        firstFree = index
        count -= 1
        return payload
    }
}
