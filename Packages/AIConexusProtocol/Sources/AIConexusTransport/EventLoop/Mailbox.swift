// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// Hands values from any thread to one loop, in batches.
///
/// The first value after a delivery wakes the loop; those that come until it looks travel along for the price of one
/// lock each. Values of one sender arrive in order. Posting never waits and knows no limit: it tells how many values
/// wait, and whoever posts what peers send stops when there are too many.
public final class Mailbox<Element: Sendable>: @unchecked Sendable {
    // Guard of `@unchecked Sendable`: `waiting` is locked; `spare` and `receive` are touched by the loop's thread only.

    /// Storage beyond this many elements is not kept after a delivery.
    private static var largestKept: Int { 4_096 }

    private let loop: EventLoop
    private let waiting = Locked<[Element]>([])
    private var spare: [Element] = []
    private let receive: ([Element]) -> Void

    /// Creates a mailbox on the calling loop.
    ///
    /// - Parameters:
    ///   - loop: the receiver's loop, on whose thread this is called.
    ///   - receive: gets each batch on the loop's thread, oldest first, never empty. Kept as long as the mailbox.
    public init(on loop: EventLoop, receive: @escaping ([Element]) -> Void) {
        loop.preconditionOnLoop()
        self.loop = loop
        self.receive = receive
    }

    /// Creates a mailbox of any loop, from any thread.
    ///
    /// - Parameters:
    ///   - loop: the receiver's loop.
    ///   - receive: gets each batch on the loop's thread, oldest first, never empty. Kept as long as the mailbox.
    public init(to loop: EventLoop, receive: @escaping @Sendable ([Element]) -> Void) {
        self.loop = loop
        self.receive = receive
    }

    /// Adds one value; any thread.
    ///
    /// - Returns: how many values wait now, this one included.
    @discardableResult
    public func post(_ element: Element) -> Int {
        let count = waiting.withLock { waiting in
            waiting.append(element)
            return waiting.count
        }
        if count == 1 { loop.add(.mailbox(self)) }
        return count
    }

    /// Adds values in their order and leaves the array empty; any thread.
    ///
    /// - Returns: how many values wait now, these included.
    @discardableResult
    public func post(contentsOf elements: inout [Element]) -> Int {
        let (wasEmpty, count) = waiting.withLock { waiting in
            guard !waiting.isEmpty else {
                // The usual case: the arrays change places and nothing is copied.
                swap(&waiting, &elements)
                return (!waiting.isEmpty, waiting.count)
            }
            waiting.append(contentsOf: elements)
            return (false, waiting.count)
        }
        elements.removeAll(keepingCapacity: elements.capacity <= Self.largestKept)
        if wasEmpty { loop.add(.mailbox(self)) }
        return count
    }
}

/// The side of a mailbox that the loop knows.
protocol MailboxReceiver: Sendable {
    /// Hands the waiting batch over, on the loop's thread.
    func deliver()
}

extension Mailbox: MailboxReceiver {
    func deliver() {
        var batch = spare
        spare = []
        waiting.withLock { swap(&$0, &batch) }
        if !batch.isEmpty { receive(batch) }
        batch.removeAll(keepingCapacity: batch.capacity <= Self.largestKept)
        spare = batch
    }
}
