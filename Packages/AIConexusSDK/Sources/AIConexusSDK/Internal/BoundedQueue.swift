// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// Elements from one loop to one task, in order: the loop is told when to pause and when to go on.
///
/// One task reads at a time. Elements that are there when ``finish(throwing:)`` is called are still read.
final class BoundedQueue<Element: Sendable>: Sendable {
    private typealias Reader = CheckedContinuation<Result<Element?, any Error>, Never>

    private struct State {
        var elements: [Element?] = []
        var head = 0
        var isPaused = false
        var outcome: Result<Void, any Error>?
        var reader: Reader?
        var readerNumber = 0

        var count: Int { elements.count - head }

        mutating func takeFirst() -> Element? {
            guard head < elements.count else { return nil }
            let element = elements[head]
            elements[head] = nil
            head += 1
            if head * 2 > elements.count {
                elements.removeFirst(head)
                head = 0
            }
            return element
        }
    }

    private let state = Locked(State())
    private let capacity: Int
    private let resume: @Sendable () -> Void

    /// Creates a queue.
    ///
    /// - Parameters:
    ///   - capacity: how many elements may wait before ``append(_:)`` asks for a pause.
    ///   - resume: called, from any thread, when half of them are read after a pause.
    init(capacity: Int, resume: @escaping @Sendable () -> Void) {
        self.capacity = capacity
        self.resume = resume
    }

    /// How many elements wait.
    var count: Int { state.withLock { $0.count } }

    /// Adds an element.
    ///
    /// - Returns: whether the caller may go on; `false` asks it to pause until `resume` is called.
    func append(_ element: Element) -> Bool {
        let (reader, mayGoOn) = state.withLock { state -> (Reader?, Bool) in
            guard state.outcome == nil else { return (nil, true) }
            if let reader = state.reader.take() { return (reader, true) }
            state.elements.append(element)
            if state.count >= capacity { state.isPaused = true }
            return (nil, !state.isPaused)
        }
        reader?.resume(returning: .success(element))
        return mayGoOn
    }

    /// Ends the queue; only the first end counts.
    func finish(throwing error: (any Error)? = nil) {
        let outcome = error.map(Result<Void, any Error>.failure) ?? .success(())
        let reader = state.withLock { state in
            guard state.outcome == nil else { return Reader?.none }
            state.outcome = outcome
            return state.reader.take()
        }
        reader?.resume(returning: outcome.map { nil })
    }

    /// Takes an end back; whoever was told of it stays told.
    ///
    /// - Returns: whether there was one.
    func reopen() -> Bool {
        state.withLock { $0.outcome.take() != nil }
    }

    /// The next element, or `nil` at the end.
    ///
    /// - Throws: what ``finish(throwing:)`` was given, or `CancellationError`.
    func next() async throws -> Element? {
        let number = state.withLock { state in
            state.readerNumber += 1
            return state.readerNumber
        }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in wait(continuation) }
        } onCancel: {
            cancelReader(number)
        }
        return try result.get()
    }

    private func wait(_ continuation: Reader) {
        let (result, mustResume) = state.withLock { state -> (Result<Element?, any Error>?, Bool) in
            if let element = state.takeFirst() {
                let mustResume = state.isPaused && state.count * 2 <= capacity
                if mustResume { state.isPaused = false }
                return (.success(element), mustResume)
            }
            if let outcome = state.outcome { return (outcome.map { nil }, false) }
            // A cancellation that came before the reader was there has found nobody to wake. It is looked for under the
            // lock: then one that comes later finds the reader.
            if Task.isCancelled { return (.failure(CancellationError()), false) }
            precondition(state.reader == nil, "two tasks read one sequence")
            state.reader = continuation
            return (nil, false)
        }
        if mustResume { resume() }
        if let result { continuation.resume(returning: result) }
    }

    private func cancelReader(_ number: Int) {
        let reader = state.withLock { state in
            state.readerNumber == number ? state.reader.take() : nil
        }
        reader?.resume(returning: .failure(CancellationError()))
    }
}
