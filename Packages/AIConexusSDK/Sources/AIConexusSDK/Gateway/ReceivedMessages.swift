// SPDX-License-Identifier: MIT

public import AIConexusProtocol

/// The verified messages that a ``GatewayClient`` received, for one reader at a time.
public struct ReceivedMessages: AsyncSequence, Sendable {
    /// Hands out one message after another.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let queue: BoundedQueue<Envelope>

        /// The next message, or `nil` when the client was stopped or the task was cancelled.
        public mutating func next() async -> Envelope? {
            // The only errors of this queue are cancellations, which end a loop like the end does.
            try? await queue.next()
        }
    }

    private let queue: BoundedQueue<Envelope>

    init(_ queue: BoundedQueue<Envelope>) {
        self.queue = queue
    }

    /// A reader; two must not wait at the same time, which traps.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(queue: queue)
    }
}
