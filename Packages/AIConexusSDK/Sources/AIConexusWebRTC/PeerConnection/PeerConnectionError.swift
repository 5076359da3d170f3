// SPDX-License-Identifier: MIT

public import AIConexusTransport

/// Why a peer connection or a data channel does not work, or why a call of it was refused.
public struct PeerConnectionError: Error, Hashable, Sendable {
    /// The kinds of failure.
    public struct Code: Hashable, Sendable {
        private enum Name: String {
            case invalidArgument
            case invalidDescription
            case noCandidates
            case noUDP
            case iceTimeout
            case turnAuthenticationFailed
            case turnUnreachable
            case dtlsFailed
            case fingerprintMismatch
            case sctpFailed
            case closedByPeer
            case closed
            case bufferFull
            case messageTooLarge
            case notOpen
            case cancelled
            case resourcesExhausted
        }

        private let name: Name

        private init(_ name: Name) {
            self.name = name
        }

        /// A setting or argument of ours makes no sense; a retry cannot help.
        public static let invalidArgument = Code(.invalidArgument)
        /// The peer's description cannot be read or does not fit: other media, no fingerprint, a changed certificate.
        public static let invalidDescription = Code(.invalidDescription)
        /// Gathering found no address to be reached at: no interface, or all excluded by the configuration.
        public static let noCandidates = Code(.noCandidates)
        /// No server answered over UDP: the network drops it.
        ///
        /// A TURN server over TCP can help.
        public static let noUDP = Code(.noUDP)
        /// Candidates were exchanged, and none of their pairs let a packet through in time; a TURN server can help.
        public static let iceTimeout = Code(.iceTimeout)
        /// The TURN server refused the credentials; fresh ones can help.
        public static let turnAuthenticationFailed = Code(.turnAuthenticationFailed)
        /// The TURN server did not answer, or its name has no address.
        public static let turnUnreachable = Code(.turnUnreachable)
        /// The DTLS handshake failed for another reason than the certificate.
        public static let dtlsFailed = Code(.dtlsFailed)
        /// The certificate that was shown is not the one in the peer's description: somebody is in between, or the
        /// description is stale.
        ///
        /// A retry with a fresh description can help.
        public static let fingerprintMismatch = Code(.fingerprintMismatch)
        /// SCTP could not set up its association, or lost it.
        public static let sctpFailed = Code(.sctpFailed)
        /// The peer ended the connection in order.
        public static let closedByPeer = Code(.closedByPeer)
        /// The connection or the channel was closed on this side, or its loop was shut down.
        public static let closed = Code(.closed)
        /// More is waiting to be sent than the channel may hold; wait until it has drained.
        public static let bufferFull = Code(.bufferFull)
        /// The message is longer than its receiver accepts; a retry cannot help.
        public static let messageTooLarge = Code(.messageTooLarge)
        /// The channel is not open, or closing; use another channel.
        public static let notOpen = Code(.notOpen)
        /// The waiting task was cancelled.
        public static let cancelled = Code(.cancelled)
        /// Out of descriptors, memory or channel ids.
        public static let resourcesExhausted = Code(.resourcesExhausted)
    }

    /// The kind of failure.
    public var code: Code
    /// One sentence for people, without secrets.
    public var message: String
    /// The failure behind it.
    public var cause: TransportError?

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - code: the kind of failure.
    ///   - message: one sentence for people.
    ///   - cause: the failure behind it.
    public init(_ code: Code, _ message: String, cause: TransportError? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }
}

extension PeerConnectionError.Code: CustomStringConvertible {
    /// The constant's name.
    public var description: String { name.rawValue }
}

extension PeerConnectionError: CustomStringConvertible {
    /// Code, message and cause on one line.
    public var description: String {
        "\(code): \(message)\(cause.map { " (\($0))" } ?? "")"
    }
}
