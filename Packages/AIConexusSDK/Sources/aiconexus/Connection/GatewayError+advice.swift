// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusSDK
internal import AIConexusTransport

extension GatewayError {
    /// What the user of a command can do about it.
    ///
    /// - Parameter url: the gateway that was meant.
    /// - Returns: a hint, if there is one to give.
    func advice(at url: GatewayURL) -> String? {
        switch code {
        case .connectFailed: connectAdvice(url)
        case .handshakeRefused: handshakeAdvice(url)
        case .gatewayUnproved, .registrationRefused:
            wireCode == .clockSkew ? "set the clock of this machine, by NTP for instance" : "try 'aiconexus doctor'"
        case .gatewayMismatch: mismatchAdvice(url)
        case .superseded: "another process uses the same key: give each its own, by 'aiconexus identity new'"
        case .denied: "ask the gateway's operator to let this identity in"
        case .connectionLost, .draining: "try again"
        default: nil
        }
    }

    private func connectAdvice(_ url: GatewayURL) -> String {
        if (cause as? TransportError)?.code == .certificateRejected {
            return "--ca-file trusts a certificate authority of one's own"
        }
        return url.isLoopback
            ? "is a gateway running there? 'aiconexus-gateway' starts one; --gateway names another"
            : "'aiconexus doctor --gateway \(url)' finds out why"
    }

    private func mismatchAdvice(_ url: GatewayURL) -> String? {
        // Of this machine's gateways nothing is remembered, so the other one was given.
        if url.isLoopback { return "--gateway-did insists on the other one" }
        return foundGateway.map { found in
            "somebody may stand in between; if its operator says that this is its DID: "
                + "aiconexus gateways trust \(url.audience) \(found)"
        }
    }

    private func handshakeAdvice(_ url: GatewayURL) -> String {
        switch (cause as? WebSocketHandshakeError)?.status {
        case .unauthorized: "give its operator's token by --token-file FILE or \(Connection.tokenVariable)"
        default: "'aiconexus doctor --gateway \(url)' finds out why"
        }
    }
}
