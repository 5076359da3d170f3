// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusGateway
internal import AIConexusProtocol

/// A gateway that runs beside the thread which waits for signals.
final class RunningGateway: Sendable {
    private struct State {
        var server: GatewayServer?
        var stopCount = 0
        var result: Result<Void, any Error>?
    }

    private let state = Locked(State())
    private let task: Locked<Task<Void, Never>?> = Locked(nil)
    private let logger: Logger
    private let signals: SignalQueue

    /// Starts a gateway.
    ///
    /// - Parameters:
    ///   - settings: resolved settings.
    ///   - key: its identity.
    ///   - denyList: who is denied, across restarts.
    ///   - logger: hears of events.
    ///   - signals: woken up when it listens and when it has ended.
    init(
        _ settings: GatewaySettings,
        _ key: SigningKey,
        _ denyList: DenyListStore?,
        _ logger: Logger,
        _ signals: SignalQueue
    ) {
        self.logger = logger
        self.signals = signals
        // The thread of `serve(_:)` waits for its end.
        let task = Task { [state] in
            let result: Result<Void, any Error>
            do {
                try await GatewayServer.with(settings, key: key, denyList: denyList, logger: logger) { server in
                    logger.log(.info, "started", [("did", .did(server.did))])
                    let mustDrain = state.withLock { state in
                        state.server = server
                        return state.stopCount > 0
                    }
                    signals.wake()
                    if mustDrain { server.beginDraining() }
                    try await server.drained()
                }
                result = .success(())
            } catch is CancellationError {
                result = .success(())
            } catch {
                result = .failure(error)
            }
            if state.withLock({ $0.server }) != nil { logger.log(.info, "stopped") }
            state.withLock { $0.result = result }
            signals.wake()
        }
        self.task.withLock { $0 = task }
    }

    /// Does what signals ask for until the gateway has ended; called by the thread that made the queue.
    ///
    /// - Parameter onStart: called when the gateway listens.
    /// - Throws: what `onStart` throws, and why the gateway could not start or go on.
    func serve(onStart: (GatewayServer) throws -> Void) throws {
        var isAnnounced = false
        while true {
            switch signals.next() {
            case nil:
                let (server, result) = state.withLock { ($0.server, $0.result) }
                if let server, !isAnnounced {
                    isAnnounced = true
                    try onStart(server)
                }
                if let result { return try result.get() }
            case .hangUp: reload()
            case .interrupt, .terminate: stop()
            }
        }
    }

    private func stop() {
        let (server, count) = state.withLock { state in
            state.stopCount += 1
            return (state.server, state.stopCount)
        }
        switch (count, server) {
        case (1, _): server?.beginDraining()
        case (2, let server?): server.stop()
        default: task.withLock { $0 }?.cancel()
        }
    }

    private func reload() {
        guard let server = state.withLock({ $0.server }) else { return }
        do {
            try server.reload()
        } catch {
            logger.log(.error, "reload_failed", [("problem", .text("\(error)"))])
        }
    }
}
