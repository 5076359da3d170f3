// SPDX-License-Identifier: MIT

/// Why there is no direct path to an agent.
///
/// The raw values are what travels as `details.reason` of `P2P_UNAVAILABLE`. Source: PROTOCOL_DESIGN, "Direct path".
public enum DirectPathFailure: String, Error, Hashable, Sendable, CaseIterable {
    /// The network lets no UDP through, and there is no TURN server over TCP.
    case noUDP = "NO_UDP"
    /// Addresses were exchanged, and no pair of them let a packet through in time; a TURN server can help.
    case iceTimeout = "ICE_TIMEOUT"
    /// One of the two has no address to be reached at, excludes all, or may open no more sockets.
    case noCandidates = "NO_CANDIDATES"
    /// The other agent makes no direct connections.
    case peerHasNoWebRTC = "PEER_NO_WEBRTC"
    /// One of the two agents is set to use the gateway only.
    case policy = "POLICY"
    /// The encryption could not be set up.
    case dtlsFailed = "DTLS_FAILED"
    /// The certificate on the path is not the one that the agent signed for: somebody is in between.
    case fingerprintMismatch = "FINGERPRINT_MISMATCH"
    /// The TURN server refused the credentials.
    case turnAuthentication = "TURN_AUTH"
    /// The TURN server did not answer.
    case turnUnreachable = "TURN_UNREACHABLE"
    /// Offer or answer did not get through: the agent is not connected to the gateway, or did not answer in time.
    case signallingFailed = "SIGNALLING_FAILED"

    /// One sentence for people.
    public var summary: String {
        switch self {
        case .noUDP: "the network lets no UDP through"
        case .iceTimeout: "no pair of addresses let a packet through in time"
        case .noCandidates: "there is no address, or no socket, to be reached at"
        case .peerHasNoWebRTC: "the other agent makes no direct connections"
        case .policy: "one of the two agents uses the gateway only"
        case .dtlsFailed: "the encryption could not be set up"
        case .fingerprintMismatch: "the certificate on the path is not the agent's"
        case .turnAuthentication: "the TURN server refused the credentials"
        case .turnUnreachable: "the TURN server did not answer"
        case .signallingFailed: "offer or answer did not get through"
        }
    }
}
