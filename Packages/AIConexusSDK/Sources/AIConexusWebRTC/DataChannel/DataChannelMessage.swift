// SPDX-License-Identifier: MIT

/// One message of a data channel.
public struct DataChannelMessage: Hashable, Sendable {
    /// What a message's bytes are.
    public enum Kind: Sendable {
        /// UTF-8.
        case text
        /// Anything.
        case binary
    }

    /// What the bytes are.
    public var kind: Kind
    /// The message.
    public var bytes: [UInt8]

    /// Creates a message.
    ///
    /// - Parameters:
    ///   - kind: what the bytes are.
    ///   - bytes: the message; UTF-8 for a text.
    public init(_ kind: Kind, _ bytes: [UInt8]) {
        self.kind = kind
        self.bytes = bytes
    }

    /// The message as text, `nil` for a binary one.
    public var text: String? {
        kind == .text ? String(decoding: bytes, as: UTF8.self) : nil
    }
}
