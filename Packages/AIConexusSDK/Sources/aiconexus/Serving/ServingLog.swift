// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol
internal import AIConexusSDK

/// What a serving agent tells its operator.
struct ServingLog: Sendable {
    let connection: Connection
    let isJSON: Bool
    /// Whether each call is told.
    let isVerbose: Bool
    private let isFirst = Locked(true)

    init(_ connection: Connection, isJSON: Bool, isVerbose: Bool) {
        (self.connection, self.isJSON, self.isVerbose) = (connection, isJSON, isVerbose)
    }

    private var console: Console { connection.console }
    private var url: GatewayURL { connection.configuration.url }

    /// Tells the states of the connection, until it ends.
    ///
    /// - Parameters:
    ///   - states: of the agent.
    ///   - capability: what it offers.
    ///   - did: who it is.
    /// - Throws: `CommandError` when standard output cannot be written; `GatewayError` for a gateway that another one was
    ///   known before.
    func follow(_ states: AsyncStream<GatewayState>, _ capability: CapabilityID, _ did: DID) async throws {
        var isConnected = false
        for await state in states {
            switch state {
            case .connected(let session):
                isConnected = true
                try connection.remember(session)
                try announce(session, capability, did)
            case .connecting(_, let reason?):
                if isConnected { console.complain("the session was lost: \(reason.message)") }
                isConnected = false
            case .disconnecting:
                console.status.show("waiting for running calls; Ctrl-C again to end at once …")
            case .connecting, .disconnected, .error: break
            }
        }
    }

    /// **Shape of `--json`:** `{"did", "gateway", "serving", "url"}`.
    private func announce(_ session: GatewaySession, _ capability: CapabilityID, _ did: DID) throws {
        let isFirst = isFirst.withLock { isFirst in
            defer { isFirst = false }
            return isFirst
        }
        guard isFirst else { return console.complain("registered at \(url) again") }
        if isJSON {
            try console.announce(json: [
                "did": .string(did.description), "gateway": .string(session.gateway.description),
                "serving": .string(capability.text), "url": .string(url.description),
            ])
        } else {
            try console.announce("serving \(capability) as \(did) at \(url)")
        }
    }

    /// Tells what went wrong and nobody waits for.
    func report(_ error: any Error) {
        switch error {
        case let error as GatewayError where error.isTransient:
            let advice = error.advice(at: url).map { " (\($0))" } ?? ""
            console.complain("\(error.message); trying again\(advice)")
        case is GatewayError, is CancellationError: break
        case let error as HandlerError:
            if isVerbose { console.complain("failed: \(error)") }
        default: console.complain("\(error)")
        }
    }

    /// Tells of a call, once it is over.
    func tell(_ context: CallContext, _ duration: Duration, _ error: (any Error)?) {
        guard isVerbose else { return }
        let outcome =
            switch error {
            case nil: "ok"
            case is CancellationError: "cancelled"
            case let error as HandlerError: error.code
            default: "failed"
            }
        let milliseconds = (duration / .milliseconds(1)).rounded()
        console.complain("\(context.id) \(outcome) after \(Int(milliseconds)) ms for \(context.caller)")
    }
}
