// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

extension Connector {
    /// Looks up the addresses of a host, for protocols that the connector does not speak.
    ///
    /// - Parameters:
    ///   - host: a name or an address without brackets.
    ///   - port: the port that goes into the result.
    /// - Returns: at least one address, in the system's order of preference.
    /// - Throws: `invalidArgument`, `resolutionFailed`, `resourcesExhausted`, or `cancelled`.
    public func addresses(of host: String, port: UInt16) async throws(TransportError) -> [SocketAddress] {
        guard HostAndPort.isHost(host) else { throw TransportError(.invalidArgument, "not a host name or address") }
        if let address = IPAddress(host) { return [SocketAddress(address, port: port)] }
        let question = PendingQuestion()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let lookup = HostLookup(host, port: port) { continuation.resume(returning: $0) }
                if question.begin(lookup) { resolver.resolve(lookup) }
            }
        } onCancel: {
            question.cancel()
        }
        return try result.get()
    }
}

/// Connects a task's cancellation with its question.
private final class PendingQuestion: Sendable {
    private enum State {
        case waiting
        case asked(HostLookup)
        case cancelled
    }

    private let state = Locked(State.waiting)

    /// Notes the question; an answer was given when the task was cancelled before.
    ///
    /// - Returns: whether to ask it.
    func begin(_ lookup: HostLookup) -> Bool {
        let isCancelled = state.withLock { state in
            if case .cancelled = state { return true }
            state = .asked(lookup)
            return false
        }
        if isCancelled { lookup.finish(.failure(Self.cancellation)) }
        return !isCancelled
    }

    func cancel() {
        let asked: HostLookup? = state.withLock { state in
            defer { state = .cancelled }
            return if case .asked(let lookup) = state { lookup } else { nil }
        }
        asked?.finish(.failure(Self.cancellation))
    }

    private static var cancellation: TransportError { TransportError(.cancelled, "the task was cancelled") }
}
