// SPDX-License-Identifier: MIT

/// Why a channel ended.
public struct CloseReason: Hashable, Sendable {
    /// The kinds of ends.
    public struct Code: Hashable, Sendable {
        private enum Name: String {
            case requested
            case aborted
            case endOfStream
            case reset
            case lingerTimedOut
            case secureLayerFailed
            case truncated
            case overflowed
            case loopStopped
        }

        private let name: Name

        private init(_ name: Name) {
            self.name = name
        }

        /// We closed in good order and the peer closed too.
        public static let requested = Code(.requested)
        /// We cut the connection by `abort()`.
        public static let aborted = Code(.aborted)
        /// The peer vanished in good order after both sides had half-closed.
        public static let endOfStream = Code(.endOfStream)
        /// The connection broke: reset by the peer, or an error of the network.
        public static let reset = Code(.reset)
        /// We closed, and the peer neither took the rest nor closed within the linger time.
        public static let lingerTimedOut = Code(.lingerTimedOut)
        /// The TLS handshake failed or a record was malformed.
        public static let secureLayerFailed = Code(.secureLayerFailed)
        /// The peer ended the connection without ending TLS: what was received may not be all.
        public static let truncated = Code(.truncated)
        /// More output was pending than the channel's hard limit.
        public static let overflowed = Code(.overflowed)
        /// The loop was shut down while the channel was open.
        public static let loopStopped = Code(.loopStopped)
    }

    /// The kind of end.
    public var code: Code
    /// The failure behind it, when there was one.
    public var error: TransportError?

    /// Creates a reason.
    public init(_ code: Code, _ error: TransportError? = nil) {
        self.code = code
        self.error = error
    }
}

extension CloseReason.Code: CustomStringConvertible {
    /// The constant's name.
    public var description: String { name.rawValue }
}

extension CloseReason: CustomStringConvertible {
    /// Code and error on one line.
    public var description: String {
        error.map { "\(code): \($0)" } ?? "\(code)"
    }
}
