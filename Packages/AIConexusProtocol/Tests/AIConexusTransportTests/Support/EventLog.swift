// SPDX-License-Identifier: MIT

/// Carries values from callbacks on a loop to a waiting test, in order.
final class EventLog<Element: Sendable>: Sendable {
    private let stream: AsyncStream<Element>
    private let continuation: AsyncStream<Element>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    }

    func record(_ element: Element) {
        continuation.yield(element)
    }

    /// Waits for the next value; one task waits at a time.
    func next() async -> Element {
        for await element in stream { return element }
        preconditionFailure("the test was cancelled")
    }

    /// The next `count` values.
    func next(_ count: Int) async -> [Element] {
        var elements: [Element] = []
        for _ in 0..<count { elements.append(await next()) }
        return elements
    }
}
