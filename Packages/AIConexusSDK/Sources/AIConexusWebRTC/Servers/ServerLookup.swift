// SPDX-License-Identifier: MIT

#if WebRTC
internal import AIConexusTransport

/// The servers of a connection, whose names are looked up once, at the first need; others may take their place.
struct ServerLookup {
    private enum State {
        case notStarted
        /// What goes on when the names are known.
        case running(Task<Void, Never>, [() -> Void])
        case done(ICESettings)
    }

    /// All connections ask through one connector, which bounds how many ask at once.
    private static let connector = Connector()

    private var servers: [ICEServer]
    private var state: State
    /// Counts lists of servers: what an older lookup found is of no use.
    private var number = 0

    init(_ servers: [ICEServer]) {
        self.servers = servers
        state = ICESettings(withoutLookup: servers).map { .done($0) } ?? .notStarted
    }

    /// The settings, `nil` before they are known.
    var settings: ICESettings? {
        if case .done(let settings) = state { settings } else { nil }
    }

    /// Keeps `body` until the settings are known, which they are not; ``finish(_:of:)`` gives it back.
    mutating func wait(for connection: PeerConnection, _ body: @escaping () -> Void) {
        switch state {
        case .done: preconditionFailure("there is nothing to wait for")
        case .running(let task, let waiting): state = .running(task, waiting + [body])
        case .notStarted: start(for: connection, [body])
        }
    }

    private mutating func start(for connection: PeerConnection, _ waiting: [() -> Void]) {
        let (servers, number) = (servers, number)
        // Ends by itself when the names are looked up, or by `cancel`.
        let task = Task {
            let settings = await ICESettings(lookingUp: servers, with: Self.connector)
            await connection.lookedUp(settings, of: number)
        }
        state = .running(task, waiting)
    }

    /// Notes the result.
    ///
    /// - Returns: what waited for it.
    mutating func finish(_ settings: ICESettings, of number: Int) -> [() -> Void] {
        guard number == self.number, case .running(_, let waiting) = state else { return [] }
        state = .done(settings)
        return waiting
    }

    /// Takes other servers; who waits for the old ones gets these.
    ///
    /// - Returns: what need not wait any more.
    mutating func replace(with servers: [ICEServer], for connection: PeerConnection) -> [() -> Void] {
        var waiting: [() -> Void] = []
        if case .running(let task, let bodies) = state {
            task.cancel()
            waiting = bodies
        }
        number += 1
        self.servers = servers
        if let settings = ICESettings(withoutLookup: servers) {
            state = .done(settings)
            return waiting
        }
        state = .notStarted
        if !waiting.isEmpty { start(for: connection, waiting) }
        return []
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
