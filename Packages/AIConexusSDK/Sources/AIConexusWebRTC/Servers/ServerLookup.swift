// SPDX-License-Identifier: MIT

#if WebRTC
internal import AIConexusTransport

/// The servers of a connection, whose names are looked up once, at the first need.
struct ServerLookup {
    private enum State {
        case notStarted
        /// What goes on when the names are known.
        case running(Task<Void, Never>, [() -> Void])
        case done(ICESettings)
    }

    /// All connections ask through one connector, which bounds how many ask at once.
    private static let connector = Connector()

    private let servers: [ICEServer]
    private var state: State

    init(_ servers: [ICEServer]) {
        self.servers = servers
        state = ICESettings(withoutLookup: servers).map { .done($0) } ?? .notStarted
    }

    /// The settings, `nil` before they are known.
    var settings: ICESettings? {
        if case .done(let settings) = state { settings } else { nil }
    }

    /// Keeps `body` until the settings are known, which they are not; ``finish(_:)`` gives it back.
    mutating func wait(for connection: PeerConnection, _ body: @escaping () -> Void) {
        switch state {
        case .done: preconditionFailure("there is nothing to wait for")
        case .running(let task, let waiting): state = .running(task, waiting + [body])
        case .notStarted:
            let servers = servers
            // Ends by itself when the names are looked up, or by `cancel`.
            let task = Task {
                let settings = await ICESettings(lookingUp: servers, with: Self.connector)
                await connection.lookedUp(settings)
            }
            state = .running(task, [body])
        }
    }

    /// Notes the result.
    ///
    /// - Returns: what waited for it.
    mutating func finish(_ settings: ICESettings) -> [() -> Void] {
        guard case .running(_, let waiting) = state else { return [] }
        state = .done(settings)
        return waiting
    }

    /// Gives up.
    mutating func cancel() {
        if case .running(let task, _) = state {
            task.cancel()
            state = .notStarted
        }
    }
}
#endif
