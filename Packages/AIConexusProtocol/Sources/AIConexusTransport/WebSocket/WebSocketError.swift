// SPDX-License-Identifier: MIT

/// Why a peer's bytes were refused on a WebSocket connection; the connection ends with ``closeCode``.
///
/// A refused opening handshake is a ``WebSocketHandshakeError`` instead.
public struct WebSocketError: Error, Hashable, Sendable {
    /// What kind of rule was broken.
    public struct Code: Hashable, Sendable {
        private enum Kind {
            case framing
            case closeFrame
            case text
            case compressedData
            case size
            case kind
            case unanswered
        }

        private let kind: Kind

        private init(_ kind: Kind) {
            self.kind = kind
        }

        /// The frame header, masking or order of fragments is against RFC 6455 §5.
        public static let framing = Code(.framing)
        /// The Close frame has one byte, or a code that may not be sent.
        public static let closeFrame = Code(.closeFrame)
        /// A text message or close reason is not UTF-8.
        public static let invalidText = Code(.text)
        /// A compressed message is not DEFLATE data.
        public static let invalidCompression = Code(.compressedData)
        /// A frame or message is over the limit; for a compressed one the inflated bytes count.
        public static let tooLarge = Code(.size)
        /// A kind of message that this side does not take.
        public static let unsupportedKind = Code(.kind)
        /// The peer left a ping unanswered, or a message unfinished, for too long.
        public static let unresponsive = Code(.unanswered)
    }

    /// What kind of rule was broken.
    public var code: Code
    /// What the peer is told in the Close frame.
    public var closeCode: WebSocketCloseCode
    /// A few words for logs and the Close frame; contains nothing of the peer's.
    public var message: String

    /// Creates a refusal.
    ///
    /// - Parameters:
    ///   - code: the kind of rule.
    ///   - closeCode: what the peer is told.
    ///   - message: a few words, at most 123 bytes.
    public init(_ code: Code, _ closeCode: WebSocketCloseCode, _ message: String) {
        self.code = code
        self.closeCode = closeCode
        self.message = message
    }

    static func framing(_ message: String) -> WebSocketError {
        WebSocketError(.framing, .protocolError, message)
    }
}

extension WebSocketError: CustomStringConvertible {
    /// Close code and message on one line.
    public var description: String { "\(closeCode): \(message)" }
}
