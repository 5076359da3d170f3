// SPDX-License-Identifier: MIT

/// What is due when, soonest first: a binary heap.
///
/// What became pointless stays until it is due, and is then recognised by its owner, unless it is removed before.
package struct DeadlineQueue<Element: Sendable>: Sendable {
    private var heap: [(time: Duration, element: Element)] = []

    package init() {}

    /// How many elements there are.
    package var count: Int { heap.count }

    /// When the next element is due.
    package var next: Duration? { heap.first?.time }

    package mutating func insert(_ element: Element, at time: Duration) {
        heap.append((time, element))
        var child = heap.count - 1
        while child > 0, heap[child].time < heap[(child - 1) / 2].time {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes out what `isPointless`, which is told the time as well.
    package mutating func removeAll(where isPointless: (Element, Duration) -> Bool) {
        heap.removeAll { isPointless($0.element, $0.time) }
        // What is sorted is a heap.
        heap.sort { $0.time < $1.time }
    }

    /// Takes the soonest element out if it is due.
    package mutating func popDue(now: Duration) -> Element? {
        guard let first = heap.first, first.time <= now else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child].time < heap[least].time {
                least = child
            }
            guard least != parent else { return first.element }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
