// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// The way to an agent at present.
public struct PathReport: Hashable, Sendable {
    /// The way that the next call takes, unless its options say otherwise.
    public var path: CallPath
    /// Why it is not direct: the outcome of the last attempt, `nil` when there was none.
    public var failure: DirectPathFailure?
}

extension RemoteAgent {
    /// Tells which way calls take, and why not a better one.
    public func path() async -> PathReport {
        await agent.pathReport(to: did)
    }

    /// Connects directly, if there is no direct path yet, and waits for the outcome.
    ///
    /// Calls do this by themselves when it pays; this is for those who know better, and for finding out.
    ///
    /// - Parameter timeout: how long to wait.
    /// - Returns: the way that calls take from now on.
    /// - Throws: ``CallError`` `peerToPeerUnavailable` with the reason, or `timeout`; `CancellationError`.
    @discardableResult
    public func connectDirectly(timeout: Duration = .seconds(30)) async throws -> CallPath {
        let options = CallOptions(paths: .directRequired)
        let plan = CallPlan(callee: did, capability: nil, args: [:], isStream: false, options: options)
        try await agent.prepareDirectPath(plan, timeout: timeout)
        return await path().path
    }
}

extension Agent {
    /// Which way messages to an agent take at present.
    func pathReport(to did: DID) -> PathReport {
        if let path = core.links.path(to: did) { return PathReport(path: path.kind, failure: nil) }
        return PathReport(path: .relay, failure: core.links.failure(to: did))
    }
}
