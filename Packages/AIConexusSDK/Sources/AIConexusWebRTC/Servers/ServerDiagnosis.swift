// SPDX-License-Identifier: MIT

#if WebRTC
internal import AIConexusTransport

/// Asks a connection's servers how they are, when ICE has got nothing from them for a while, so that a failure can name
/// its reason.
///
/// Belongs to the loop.
final class ServerDiagnosis {
    /// How long ICE has for itself: servers that work have answered by then.
    private static let calm = Duration.seconds(1)

    private let loop: EventLoop
    private let servers: [(ICEServer, SocketAddress?)]
    private var timer: TimerID?
    private var probes: [ServerProbe] = []
    private var isAsking = false
    private var openCount = 0
    private(set) var verdicts: [(kind: ICEServer.Kind, verdict: ServerVerdict)] = []
    private var waiting: [() -> Void] = []

    /// Begins to wait.
    ///
    /// - Parameters:
    ///   - servers: those of the connection, with their addresses.
    ///   - loop: the loop, on whose thread this is called.
    ///   - isNeeded: whether ICE still lacks what the servers are for.
    init(_ servers: [(ICEServer, SocketAddress?)], on loop: EventLoop, isNeeded: @escaping () -> Bool) {
        self.servers = servers
        self.loop = loop
        guard !servers.isEmpty else { return }
        timer = loop.schedule(after: Self.calm) { [weak self] in
            self?.timer = nil
            if isNeeded() { self?.ask() }
        }
    }

    /// Asks, if that was not done before, and calls `body` when all have answered or are given up.
    func whenDone(_ body: @escaping () -> Void) {
        ask()
        if openCount == 0 { body() } else { waiting.append(body) }
    }

    /// Stops asking.
    func cancel() {
        if let timer { loop.cancel(timer) }
        timer = nil
        for probe in probes { probe.cancel() }
        probes = []
        waiting = []
        openCount = 0
    }

    private func ask() {
        guard !isAsking else { return }
        isAsking = true
        if let timer { loop.cancel(timer) }
        timer = nil
        for (server, address) in servers {
            guard let address else {
                verdicts.append((server.kind, .unreachable))
                continue
            }
            openCount += 1
            probes.append(
                ServerProbe(server, at: address, on: loop) { [weak self] verdict in
                    self?.verdicts.append((server.kind, verdict))
                    self?.finishOne()
                }
            )
        }
    }

    private func finishOne() {
        openCount -= 1
        guard openCount == 0 else { return }
        let waiting = waiting
        self.waiting = []
        for body in waiting { body() }
    }
}
#endif
