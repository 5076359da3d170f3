// SPDX-License-Identifier: MIT

/// A failure of the network or of the system on this side: a socket, a name, a certificate, a proxy.
///
/// What a peer did wrong in a protocol above has error types of its own.
public struct TransportError: Error, Hashable, Sendable {
    /// The kinds of failure.
    public struct Code: Hashable, Sendable {
        private enum Name: String {
            case invalidArgument
            case resolutionFailed
            case connectFailed
            case connectionLost
            case timedOut
            case cancelled
            case tlsFailed
            case certificateRejected
            case certificateUnusable
            case proxyFailed
            case addressUnavailable
            case resourcesExhausted
            case loopStopped
            case systemCallFailed
        }

        private let name: Name

        private init(_ name: Name) {
            self.name = name
        }

        /// A setting of ours makes no sense: an empty host, an unreadable proxy address; a retry cannot help.
        public static let invalidArgument = Code(.invalidArgument)
        /// The host has no address, or the name server did not answer; a retry can help.
        public static let resolutionFailed = Code(.resolutionFailed)
        /// Every address refused or was unreachable; a retry can help.
        public static let connectFailed = Code(.connectFailed)
        /// The connection broke after it had been made; a retry can help.
        public static let connectionLost = Code(.connectionLost)
        /// A deadline passed; a retry can help.
        public static let timedOut = Code(.timedOut)
        /// The waiting task was cancelled.
        public static let cancelled = Code(.cancelled)
        /// The TLS handshake failed for another reason than a certificate, or a record was malformed.
        public static let tlsFailed = Code(.tlsFailed)
        /// The peer's certificate is missing, expired, of another name or not trusted; a retry cannot help.
        public static let certificateRejected = Code(.certificateRejected)
        /// Our own certificate, key or root file cannot be used; a retry cannot help.
        public static let certificateUnusable = Code(.certificateUnusable)
        /// The proxy refused the tunnel or did not speak HTTP; a retry can help.
        public static let proxyFailed = Code(.proxyFailed)
        /// The address to listen on is in use, not ours, or not allowed.
        public static let addressUnavailable = Code(.addressUnavailable)
        /// Out of descriptors, memory or lookup slots; a retry can help.
        public static let resourcesExhausted = Code(.resourcesExhausted)
        /// The loop was shut down meanwhile.
        public static let loopStopped = Code(.loopStopped)
        /// Another system call failed.
        public static let systemCallFailed = Code(.systemCallFailed)
    }

    /// The kind of failure.
    public var code: Code
    /// One sentence for people, without secrets.
    public var message: String
    /// The failures behind it, such as one for each address tried.
    public var causes: [TransportError]

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - code: the kind of failure.
    ///   - message: one sentence for people.
    ///   - causes: the failures behind it, in the order they happened.
    public init(_ code: Code, _ message: String, causes: [TransportError] = []) {
        self.code = code
        self.message = message
        self.causes = causes
    }
}

extension TransportError.Code: CustomStringConvertible {
    /// The constant's name.
    public var description: String { name.rawValue }
}

extension TransportError: CustomStringConvertible {
    /// Code, message and causes on one line.
    public var description: String {
        let behind = causes.isEmpty ? "" : " (\(causes.map(\.description).joined(separator: "; ")))"
        return "\(code): \(message)\(behind)"
    }
}
