// SPDX-License-Identifier: MIT

internal import AIConexusTransport

/// Asks a STUN or TURN server how it is: whether it answers, and whether it takes our credentials.
///
/// A TURN server is asked for an address as ICE asks (RFC 8656 §7): without credentials, then with those that its refusal
/// demands. An address that is granted is given back at once.
struct ServerProbeMachine {
    /// What to do.
    enum Action: Equatable {
        /// Send this and wait for an answer; again when none comes.
        case send([UInt8])
        /// The verdict; send this last message, whose answer does not matter.
        case finish(ServerVerdict, farewell: [UInt8]?)
        /// It was not an answer to our question.
        case ignore
    }

    private enum State: Equatable {
        /// Asked without credentials; next `authenticating` or `done`.
        case asking
        /// Asked with credentials; next `done`.
        case authenticating(key: [UInt8], realm: [UInt8], nonce: [UInt8])
        case done
    }

    /// UDP, as what the relayed address is for (RFC 8656 §18.8).
    private static let udp: [UInt8] = [17, 0, 0, 0]
    private static let unauthenticated = 401
    private static let staleNonce = 438

    private let server: ICEServer
    private var transaction: [UInt8]
    private var state = State.asking
    private var wasStale = false

    /// Begins to ask.
    ///
    /// - Parameters:
    ///   - server: what is asked.
    ///   - transaction: 12 random bytes.
    init(_ server: ICEServer, transaction: [UInt8]) {
        self.server = server
        self.transaction = transaction
    }

    /// The first question.
    var question: [UInt8] {
        guard server.kind != .stun else { return STUNMessage(.bindingRequest, transaction: transaction).bytes }
        var message = STUNMessage(.allocateRequest, transaction: transaction)
        message.append(.requestedTransport, Self.udp)
        return message.bytes
    }

    /// Something came.
    ///
    /// - Parameters:
    ///   - message: what came.
    ///   - next: 12 random bytes, for another question.
    /// - Returns: what to do.
    mutating func received(_ message: STUNMessage, next: [UInt8]) -> Action {
        guard state != .done, message.transaction == transaction else { return .ignore }
        switch message.kind {
        case .bindingSuccess, .allocateSuccess:
            let farewell = farewell(next)
            state = .done
            return .finish(.usable(mappedAddress: message.mappedAddress), farewell: farewell)
        case .allocateError: return refused(message, next)
        default: return .ignore
        }
    }

    private mutating func refused(_ message: STUNMessage, _ next: [UInt8]) -> Action {
        let code = message.errorCode ?? 0
        let isStale = code == Self.staleNonce && !wasStale
        guard state == .asking && code == Self.unauthenticated || isStale, let realm = message[.realm],
            let nonce = message[.nonce]
        else {
            state = .done
            let isAboutCredentials = code == Self.unauthenticated || code == 441 || code == 403
            return .finish(isAboutCredentials ? .credentialsRefused : .refused(code: code), farewell: nil)
        }
        wasStale = wasStale || isStale
        let key = STUNMessage.key(username: server.username, realm: realm, credential: server.credential)
        state = .authenticating(key: key, realm: realm, nonce: nonce)
        transaction = next
        return .send(authenticated(.allocateRequest, .requestedTransport, Self.udp))
    }

    private mutating func farewell(_ next: [UInt8]) -> [UInt8]? {
        guard case .authenticating = state else { return nil }
        transaction = next
        return authenticated(.refreshRequest, .lifetime, [0, 0, 0, 0])
    }

    private func authenticated(
        _ kind: STUNMessage.Kind,
        _ attribute: STUNMessage.Attribute,
        _ value: [UInt8]
    ) -> [UInt8] {
        guard case .authenticating(let key, let realm, let nonce) = state else {
            preconditionFailure("authenticated without credentials")
        }
        var message = STUNMessage(kind, transaction: transaction)
        message.append(attribute, value)
        message.append(.username, Array(server.username.utf8))
        message.append(.realm, realm)
        message.append(.nonce, nonce)
        message.appendIntegrity(key: key)
        return message.bytes
    }
}
