// SPDX-License-Identifier: MIT

package import AIConexusProtocol

extension SessionStateMachine {
    /// Looks at a message whose form is right, before its signature is paid for.
    ///
    /// In `awaitingRegister` any message comes here, in `live` only a `REGISTER` to the gateway. When nothing is
    /// thrown, the shell verifies time and signature, asks ``AdmissionPolicy`` and the registry, and goes on with
    /// ``registered(_:as:now:)`` or ``redescribed(_:iceServers:)``; whatever fails goes to ``refused(_:id:now:)``.
    ///
    /// - Parameter message: the message.
    /// - Returns: what it registers.
    /// - Throws: `NOT_REGISTERED`, `REPLAY_DETECTED`, `IDENTITY_MISMATCH`, `MALFORMED_MESSAGE` or `INVALID_ARGUMENTS`.
    package func examine(_ message: Envelope) throws(ProtocolError) -> Register {
        guard case .register(let register) = message.payload else { throw Self.notARegister(message) }
        switch state {
        case .awaitingRegister(let challenge):
            try checkChallenge(challenge, message, register)
            try checkNames(message, register)
        case .live:
            guard register.nonce == nil else {
                throw ProtocolError(.replayDetected, "the challenge was answered already", pointer: "/payload/nonce")
            }
            try checkNames(message, register)
        case .opened, .closing: preconditionFailure("examine in \(state)")
        }
        guard register.capabilities.count <= rules.configuration.maximumCapabilityCount else {
            throw ProtocolError(
                .malformedMessage,
                "at most \(rules.configuration.maximumCapabilityCount) capabilities are accepted",
                pointer: "/payload/capabilities"
            )
        }
        return register
    }

    /// Why a message is not what an agent may begin with.
    private static func notARegister(_ message: Envelope) -> ProtocolError {
        if case .registration = message.payload {
            return ProtocolError(.malformedMessage, "only a gateway sends session", pointer: "/payload/session")
        }
        return ProtocolError(.notRegistered, "the first message is REGISTER, not \(message.type)", pointer: "/type")
    }

    private func checkChallenge(
        _ challenge: Challenge,
        _ message: Envelope,
        _ register: Register
    ) throws(ProtocolError) {
        guard let nonce = register.nonce else {
            if rules.configuration.servesUnchallengedAgents, message.to == message.from { return }
            throw ProtocolError(.replayDetected, "the challenge was not answered", pointer: "/payload/nonce")
        }
        guard nonce == challenge.nonce else {
            throw ProtocolError(.replayDetected, "another challenge was answered", pointer: "/payload/nonce")
        }
        guard message.correlationID == nil || message.correlationID == challenge.pingID else {
            throw ProtocolError(.replayDetected, "another challenge was answered", pointer: "/correlation_id")
        }
        guard register.clientNonce != nil else {
            throw ProtocolError(
                .malformedMessage,
                "REGISTER needs client_nonce: base64url without padding of 32 bytes",
                pointer: "/payload/client_nonce"
            )
        }
    }

    private func checkNames(_ message: Envelope, _ register: Register) throws(ProtocolError) {
        let isUnchallenged =
            register.nonce == nil && rules.configuration.servesUnchallengedAgents && message.to == message.from
        guard message.to == rules.gateway || isUnchallenged else {
            throw ProtocolError(.identityMismatch, "this gateway is \(rules.gateway)", pointer: "/to")
        }
        try checkAudience(of: register)
        guard register.publicKey == message.from.publicKey else {
            throw ProtocolError(
                .identityMismatch,
                "public_key is not the one that from names",
                pointer: "/payload/public_key"
            )
        }
    }

    /// The audience matters where it proves that nobody passes a registration on: with the challenge's answer.
    private func checkAudience(of register: Register) throws(ProtocolError) {
        let audiences = rules.configuration.audiences
        guard !audiences.isEmpty, register.nonce != nil || register.audience != nil else { return }
        guard let audience = register.audience, audiences.contains(audience) else {
            throw ProtocolError(
                .identityMismatch,
                "this gateway is \(audiences.sorted().joined(separator: ", "))",
                pointer: "/payload/audience"
            )
        }
    }
}
