// SPDX-License-Identifier: MIT

#if WebRTC
private import AIConexusWebRTC

extension DirectPathFailure {
    /// What a failure of WebRTC is called among agents.
    init(_ error: any Error) {
        switch (error as? PeerConnectionError)?.code {
        case PeerConnectionError.Code.noUDP?: self = .noUDP
        case PeerConnectionError.Code.noCandidates?, PeerConnectionError.Code.resourcesExhausted?: self = .noCandidates
        case PeerConnectionError.Code.fingerprintMismatch?: self = .fingerprintMismatch
        case PeerConnectionError.Code.dtlsFailed?, PeerConnectionError.Code.sctpFailed?: self = .dtlsFailed
        case PeerConnectionError.Code.turnAuthenticationFailed?: self = .turnAuthentication
        case PeerConnectionError.Code.turnUnreachable?: self = .turnUnreachable
        case PeerConnectionError.Code.invalidDescription?: self = .signallingFailed
        default: self = .iceTimeout
        }
    }
}
#endif
