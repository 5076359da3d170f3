// SPDX-License-Identifier: MIT

public import AIConexusProtocol

/// Why there is no connection to the gateway, or no more.
public struct GatewayError: Error, Sendable {
    /// The kinds of failure.
    public struct Code: Hashable, Sendable {
        private enum Name: String {
            case invalidURL, connectFailed, handshakeRefused, gatewayMismatch, gatewayUnproved, registrationRefused
            case superseded, denied, connectionLost, draining, protocolViolation, disconnected, queueFull
            case invalidMessage
        }

        private let name: Name

        private init(_ name: Name) {
            self.name = name
        }

        /// The text is not the URL of a gateway; a retry cannot help.
        public static let invalidURL = Code(.invalidURL)
        /// The host could not be reached, or not in time; ``GatewayError/isTransient`` says whether to try again.
        public static let connectFailed = Code(.connectFailed)
        /// Something answered that is no gateway, or one that does not let this agent in (a missing token).
        public static let handshakeRefused = Code(.handshakeRefused)
        /// The gateway's DID is another than the one that was configured or seen before; a retry cannot help.
        public static let gatewayMismatch = Code(.gatewayMismatch)
        /// The gateway did not prove its DID.
        public static let gatewayUnproved = Code(.gatewayUnproved)
        /// The gateway refused the registration; ``GatewayError/wireCode`` says why.
        public static let registrationRefused = Code(.registrationRefused)
        /// A newer session of the same DID took over, such as a second process with the same key.
        public static let superseded = Code(.superseded)
        /// The gateway does not serve this DID (any more).
        public static let denied = Code(.denied)
        /// The connection broke; a retry can help.
        public static let connectionLost = Code(.connectionLost)
        /// The gateway is going down; a retry can help.
        public static let draining = Code(.draining)
        /// One side broke a rule of the protocol; a retry cannot help.
        public static let protocolViolation = Code(.protocolViolation)
        /// There is no session and none is being made: the client was stopped or has not been started.
        public static let disconnected = Code(.disconnected)
        /// More is waiting to be sent than ``GatewayConfiguration/maximumQueuedByteCount`` allows.
        public static let queueFull = Code(.queueFull)
        /// The message given to be sent does not fit the protocol.
        public static let invalidMessage = Code(.invalidMessage)
    }

    /// The kind of failure.
    public var code: Code
    /// One sentence for people.
    public var message: String
    /// What the gateway's `ERROR` said, when it said one.
    public var wireCode: ErrorCode?
    /// Whether trying again can help.
    public var isTransient: Bool
    /// With ``Code/gatewayMismatch``: who the gateway says that it is.
    public var foundGateway: DID?
    /// The failure behind it.
    public var cause: (any Error)?

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - code: the kind of failure.
    ///   - message: one sentence for people.
    ///   - wireCode: what the gateway's `ERROR` said.
    ///   - isTransient: whether trying again can help.
    ///   - cause: the failure behind it.
    public init(
        _ code: Code,
        _ message: String,
        wireCode: ErrorCode? = nil,
        isTransient: Bool = false,
        cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.wireCode = wireCode
        self.isTransient = isTransient
        self.cause = cause
    }
}

extension GatewayError: Equatable {
    /// Whether both say the same; causes are not compared.
    public static func == (left: GatewayError, right: GatewayError) -> Bool {
        left.code == right.code && left.message == right.message && left.wireCode == right.wireCode
            && left.isTransient == right.isTransient
    }
}

extension GatewayError.Code: CustomStringConvertible {
    /// The constant's name.
    public var description: String { name.rawValue }
}

extension GatewayError: CustomStringConvertible {
    /// Code and message on one line.
    public var description: String { "\(code): \(message)" }
}
