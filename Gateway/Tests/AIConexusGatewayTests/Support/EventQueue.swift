// SPDX-License-Identifier: MIT

import AIConexusProtocol

/// What a loop tells a test, in order; one task waits at a time.
final class EventQueue<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element] = []
        var waiter: CheckedContinuation<Element, Never>?
    }

    private let state = Locked(State())

    func append(_ element: Element) {
        let waiter = state.withLock { state in
            let waiter = state.waiter.take()
            if waiter == nil { state.elements.append(element) }
            return waiter
        }
        waiter?.resume(returning: element)
    }

    /// The next event; a test that waits in vain ends at its time limit.
    func next() async -> Element {
        await withCheckedContinuation { continuation in
            let element: Element? = state.withLock { state in
                guard state.elements.isEmpty else { return state.elements.removeFirst() }
                precondition(state.waiter == nil, "two tasks wait for one queue")
                state.waiter = continuation
                return nil
            }
            if let element { continuation.resume(returning: element) }
        }
    }
}
