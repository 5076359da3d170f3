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
    ///
    /// - Throws: `CancellationError` when the test's time is over.
    func next() async throws -> Element {
        for await element in stream { return element }
        throw CancellationError()
    }

    /// The next `count` values.
    ///
    /// - Throws: `CancellationError` when the test's time is over.
    func next(_ count: Int) async throws -> [Element] {
        var elements: [Element] = []
        for _ in 0..<count { elements.append(try await next()) }
        return elements
    }
}
