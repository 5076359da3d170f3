// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

extension GatewayError {
    /// The host could not be reached.
    init(_ error: TransportError) {
        let isTransient: Bool =
            switch error.code {
            case .invalidArgument, .certificateRejected, .certificateUnusable, .loopStopped, .cancelled: false
            default: true
            }
        self.init(.connectFailed, error.message, isTransient: isTransient, cause: error)
    }

    /// The upgrade failed.
    init(connecting error: any Error) {
        if let error = error as? TransportError {
            self.init(error)
        } else if let error = error as? WebSocketHandshakeError {
            self.init(error)
        } else {
            self.init(.handshakeRefused, "no gateway answered: \(error)", isTransient: true, cause: error)
        }
    }

    private init(_ error: WebSocketHandshakeError) {
        let advice: String
        var isTransient = false
        switch error.status {
        case .unauthorized: advice = "the gateway wants an enrolment token, and this is none of its own"
        case .forbidden: advice = "the gateway does not let this agent in"
        case .notFound: advice = "there is no gateway at this path; it is usually /ws"
        case .serviceUnavailable, .tooManyRequests:
            advice = "the gateway takes no more connections at present"
            isTransient = true
        default:
            advice = error.message
            isTransient = error.status.code >= 500
        }
        self.init(.handshakeRefused, advice, isTransient: isTransient, cause: error)
    }

    /// What came in place of a challenge or of a registration was refused by us.
    init(greeting error: ProtocolError) {
        switch error.code {
        case .clockSkew:
            self.init(
                .gatewayUnproved,
                "this machine's clock and the gateway's disagree, and one of them must be set: \(error.message)",
                wireCode: error.code,
                isTransient: true,
                cause: error
            )
        default:
            self.init(.gatewayUnproved, "no gateway speaks here: \(error.message)", wireCode: error.code, cause: error)
        }
    }

    /// The connection ended.
    init(_ closure: WebSocketClosure) {
        switch closure {
        case .received(let reason): self.init(closedBy: reason, isTransient: closure.invitesReconnect)
        case .cutOff: self.init(.connectionLost, "the connection to the gateway broke", isTransient: true)
        case .failed(let error):
            self.init(.protocolViolation, "the gateway broke a rule of WebSocket: \(error)", cause: error)
        case .sent:
            self.init(.disconnected, "the connection was closed", isTransient: closure.invitesReconnect)
        }
    }

    private init(closedBy reason: WebSocketCloseReason, isTransient: Bool) {
        let said = reason.text.isEmpty ? "" : ": \(reason.text)"
        switch reason.code {
        case .draining: self.init(.draining, "the gateway is going down\(said)", isTransient: true)
        case .superseded:
            self.init(.superseded, "another connection with the same key took over: run one agent for each key")
        case .denied: self.init(.denied, "the gateway does not serve this agent\(said)")
        case .authenticationFailed:
            self.init(.registrationRefused, "the gateway did not accept the identity\(said)")
        case .protocolViolation, .tooLarge:
            self.init(.protocolViolation, "the gateway closed the connection\(said)")
        case let code?:
            self.init(
                .connectionLost,
                "the gateway closed the connection with \(code)\(said)",
                isTransient: isTransient
            )
        case nil:
            self.init(.connectionLost, "the gateway closed the connection without a reason", isTransient: isTransient)
        }
    }
}
