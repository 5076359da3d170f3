// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol
internal import AIConexusSDK

/// Calls one agent again and again.
struct BenchMeasurement: Sendable {
    /// Calls that do not count: keys are exchanged, paths are made.
    private static let warmUpCount = 10
    /// How often somebody who watches is told.
    private static let newsInterval = Duration.milliseconds(500)

    private let plan: BenchPlan
    private let capability: String
    private let args: JSONObject
    private let callee: RemoteAgent

    init(_ plan: BenchPlan, _ capability: String, _ args: JSONObject, of callee: RemoteAgent) {
        (self.plan, self.capability, self.args, self.callee) = (plan, capability, args, callee)
    }

    /// Measures until the plan is done or the task is cancelled.
    ///
    /// - Parameter console: where news are shown.
    /// - Returns: what was measured.
    /// - Throws: `CallError` when a call that does not count fails; `CancellationError` during these.
    func run(_ console: Console) async throws -> BenchResult {
        console.status.show("warming up …")
        for _ in 0..<Self.warmUpCount {
            _ = try await callee.request(capability, args, options: plan.options)
        }
        let result = Locked(BenchResult(inFlight: plan.inFlight))
        let start = ContinuousClock.now
        await withTaskGroup(of: Void.self) { group in
            let news = Task {
                while !Task.isCancelled, console.status.isShown {
                    console.status.show("\(result.withLock { $0.callCount }) calls …")
                    try await Task.sleep(for: Self.newsInterval)
                }
            }
            // Ended below; nobody needs its end.
            defer { news.cancel() }
            for _ in 0..<plan.inFlight {
                group.addTask { await work(from: start, result) }
            }
            await group.waitForAll()
        }
        console.status.clear()
        return result.withLock { result in
            result.time = .now - start
            return result
        }
    }

    private func work(from start: ContinuousClock.Instant, _ result: Locked<BenchResult>) async {
        while result.withLock({ $0.mayBegin(plan.limit, after: .now - start) }) {
            let callStart = ContinuousClock.now
            do {
                let answer = try await callee.request(capability, args, options: plan.options)
                result.withLock { $0.succeeded(after: .now - callStart, over: answer.path) }
            } catch let error as CallError {
                result.withLock { $0.failed(error.code) }
                // Without a connection every call would fail at once.
                if error.code == .notConnected { return }
            } catch {
                // The task was cancelled.
                return
            }
        }
    }
}
