// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusProtocol
import Testing

@Suite("Router")
struct RouterTests {
    /// What happens to each type: to the gateway, to an agent, to an agent without relay, and while draining.
    private static let table: [(Payload, String)] = [
        (.register(Register(publicKey: Samples.alice.publicKey)), "gateway refused refused refused"),
        (.unregister(Unregister()), "gateway refused refused refused"),
        (.offer(Offer(sdp: "")), "refused relay relay draining"),
        (.answer(Answer(sdp: "")), "refused relay relay relay"),
        (.iceCandidate(ICECandidateMessage(candidate: "")), "refused relay relay relay"),
        (.intent(.naturalLanguage("")), "refused relay disabled draining"),
        (.execRequest(ExecRequest()), "gateway relay disabled draining"),
        (.execResponse(ExecResponse(status: .success)), "gateway relay disabled relay"),
        (.error(ErrorReport(code: .timeout, message: "")), "gateway relay disabled relay"),
        (.ping(Heartbeat()), "gateway relay disabled relay"), (.pong(Heartbeat()), "gateway relay disabled relay"),
    ]

    private func way(_ payload: Payload, to target: DID, relays: Bool = true, isDraining: Bool = false) throws -> String
    {
        let bytes = try MessageSigner(key: Samples.alice).sign(
            Envelope(
                id: Samples.id(1),
                timestamp: Samples.start.wall,
                from: Samples.alice.did,
                to: target,
                payload: payload
            )
        )
        let view = try EnvelopeView(scanning: bytes.span)
        let router = Router(gateway: Samples.gateway.did, relays: relays)
        switch router.decision(for: view, isDraining: isDraining) {
        case .gateway: return "gateway"
        case .relay: return "relay"
        case .refuse(let error):
            return error.code == .draining ? "draining" : error.code == .relayDisabled ? "disabled" : "refused"
        }
    }

    @Test("each type of message goes its way", arguments: table)
    func ways(payload: Payload, expected: String) throws {
        let ways = [
            try way(payload, to: Samples.gateway.did), try way(payload, to: Samples.bob.did),
            try way(payload, to: Samples.bob.did, relays: false),
            try way(payload, to: Samples.bob.did, isDraining: true),
        ]
        #expect(ways.joined(separator: " ") == expected)
    }
}
