// SPDX-License-Identifier: MIT

/// Why no path was found, as far as servers and candidates tell.
struct PathFailure {
    /// How the servers of the connection are, those that were asked.
    var verdicts: [(kind: ICEServer.Kind, verdict: ServerVerdict)] = []
    /// The kinds of candidates that the peer was told.
    var candidateKinds: Set<ICECandidate.Kind> = []

    /// The reason to report; `nil` when it is just that no pair of candidates worked.
    var error: PeerConnectionError? {
        let relays = verdicts.filter { $0.kind != .stun }.map(\.verdict)
        let overUDP = verdicts.filter { $0.kind != .turnTCP }
        if !relays.contains(where: \.isUsable) {
            if relays.contains(.credentialsRefused) {
                return PeerConnectionError(.turnAuthenticationFailed, "the TURN server refused the credentials")
            }
            // A TURN server alone may be down; a STUN server that is silent too, or TCP that gets through, tells more.
            let isSilent = !overUDP.isEmpty && overUDP.allSatisfy { $0.verdict == .unreachable }
            if isSilent, overUDP.contains(where: { $0.kind == .stun }) || relays.contains(where: { $0 != .unreachable })
            {
                return PeerConnectionError(.noUDP, "no server answers over UDP")
            }
            if !relays.isEmpty { return PeerConnectionError(.turnUnreachable, "the TURN server cannot be used") }
        }
        if candidateKinds.isEmpty {
            return PeerConnectionError(.noCandidates, "no address was found that the peer may be told")
        }
        return nil
    }
}

extension ServerVerdict {
    fileprivate var isUsable: Bool {
        if case .usable = self { true } else { false }
    }
}
