// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// A command's task, with the main thread waiting for signals beside it.
///
/// The first signal cancels the task; the second ends the process at once.
struct ForegroundTask: Sendable {
    /// How a task's command ended.
    enum Outcome {
        /// By itself.
        case status(ExitStatus)
        /// By this signal, in order.
        case signal(ProgramSignal)
    }

    private typealias End = Result<ExitStatus, any Error>

    private let signals: SignalQueue
    private let end: Locked<End?>
    private let task: Task<Void, Never>

    /// Starts the task; called by the main thread before there is any other that could receive a signal.
    init(_ body: @escaping @Sendable () async throws -> ExitStatus) {
        // A signal that the process was started to ignore stays ignored, as with `nohup`.
        let signals = SignalQueue(ProgramSignal.allCases.filter { !$0.isIgnored })
        let end = Locked<End?>(nil)
        // The main thread waits for its end in `wait(_:)`.
        let task = Task {
            let result: End
            do {
                result = .success(try await body())
            } catch {
                result = .failure(error)
            }
            end.withLock { $0 = result }
            signals.wake()
        }
        (self.signals, self.end, self.task) = (signals, end, task)
    }

    /// Waits for the end of the task and obeys signals; called by the thread that started it.
    ///
    /// - Parameter lastActs: what is done before a second signal ends the process.
    /// - Returns: how the task ended.
    /// - Throws: what the task threw, if no signal had asked it to end.
    func wait(_ lastActs: LastActs) throws -> Outcome {
        var first: ProgramSignal?
        while true {
            if let signal = signals.next() {
                if first != nil {
                    lastActs.perform()
                    signal.end()
                }
                first = signal
                task.cancel()
            }
            guard let result = end.withLock({ $0 }) else { continue }
            switch result {
            case .success(let status): return .status(status)
            // Whatever else went wrong on the way out was caused by the signal.
            case .failure(let error):
                guard let first else { throw error }
                return .signal(first)
            }
        }
    }
}
