// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

// STUN and TURN servers: the shell of `ICEServerStateMachine`.

extension AgentCore {
    /// The gateway named servers when it took us.
    func registered(with list: [ICEServer]) {
        if servers.registered(list, now: .now()) { links.use(list) }
        armServerTimer()
    }

    /// Calls `use` with servers whose credentials are good for a while, now or when the gateway has answered.
    func withServers(_ use: @escaping ([ICEServer]) -> Void) {
        switch servers.needed(now: .now()) {
        case .use(let list): use(list)
        case .ask:
            serverWaiters.append(use)
            askForServers()
        case .wait: serverWaiters.append(use)
        }
        armServerTimer()
    }

    /// Asks the gateway; who waits goes on in any case.
    private func askForServers() {
        guard let gateway = connection.machine.gateway else { return answered(nil) }
        let order = OutgoingCalls.Order(
            id: post.makeID(),
            callee: gateway,
            request: ExecRequest(capability: "gateway.ice_servers"),
            timeout: .seconds(5),
            window: 1
        )
        outgoing.start(
            order,
            .handler { [weak self] result in
                let list = (try? result.get())?.result.object?["ice_servers"]?.array
                // A server of a form that is not understood is left out: the others may do.
                self?.answered(list?.compactMap(\.object).compactMap { try? ICEServer($0) })
            }
        )
    }

    private func answered(_ list: [ICEServer]?) {
        if servers.answered(list, now: .now()) { links.use(servers.servers) }
        let waiting = serverWaiters
        serverWaiters = []
        for use in waiting { use(servers.servers) }
        armServerTimer()
    }

    /// Sees to it that connections get new credentials before the old ones end.
    private func armServerTimer() {
        if let serverTimer { post.loop.cancel(serverTimer) }
        serverTimer = servers.deadline.map { deadline in
            let delay = max(deadline.duration(since: .now()), .milliseconds(1))
            return post.loop.schedule(after: delay) { [weak self] in
                guard let self else { return }
                serverTimer = nil
                // Without connections the next one will ask.
                guard links.areInUse else { return }
                // The loop's clock is not the wall's, and may be ahead of it.
                if servers.timerFired(now: .now()) { askForServers() } else { armServerTimer() }
            }
        }
    }
}
