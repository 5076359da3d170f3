// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

extension AgentCore: PeerLinkDelegate {
    func link(_ link: PeerLink, needsServers use: @escaping ([ICEServer]) -> Void) {
        withServers(use)
    }

    func link(_ link: PeerLink, delivered envelope: Envelope, over path: DirectPath) {
        received(envelope, over: path)
    }

    func linkHasRoom(_ link: PeerLink) {
        incoming.pathHasRoom()
    }

    func link(_ link: PeerLink, opened path: DirectPath) {
        incoming.opened(path, to: link.did)
    }

    func link(_ link: PeerLink, lost path: DirectPath) {
        incoming.lostDirect(path, to: link.did)
        negotiations.lostDirect(path)
        guard outgoing.lostDirect(path, to: link.did) else { return }
        askWhetherUnchanged(link.did)
    }

    /// Finds out whether an agent is still there, and still the process that was called; as long as nobody can say,
    /// its calls go on.
    func askWhetherUnchanged(_ did: DID) {
        guard let gateway = connection.machine.gateway else {
            unansweredFor.insert(did)
            return
        }
        let order = OutgoingCalls.Order(
            id: post.makeID(),
            callee: gateway,
            request: ExecRequest(capability: "gateway.agents.get", args: ["did": .string(did.description)]),
            timeout: .seconds(10),
            window: 1
        )
        outgoing.start(
            order,
            .handler { [weak self] result in
                guard let self else { return }
                switch result {
                case .success(let answer):
                    // Anything but its own signed word that it is still the same means that it is not.
                    let text = answer.result.object?["registration"]?.string ?? ""
                    let registration = try? peers.learn(text, of: did, at: gateway)
                    outgoing.calleeChanged(did, to: registration?.register.instance)
                case .failure(let error) where error.code == .unknownAgent:
                    outgoing.calleeChanged(did, to: nil)
                case .failure:
                    unansweredFor.insert(did)
                }
            }
        )
    }

    func link(_ link: PeerLink, verify text: Span<UInt8>) throws(ProtocolError) -> Envelope {
        try connection.verify(text, from: link.did)
    }

    func link(_ link: PeerLink, refuse text: Span<UInt8>, _ error: ProtocolError, over path: DirectPath) {
        connection.refuse(text, error) { payload, recipient, correlationID in
            post.sendQuietly(payload, to: recipient, over: path, answering: correlationID)
        }
    }

    func link(_ link: PeerLink, reported error: any Error) {
        errors(error)
    }
}
