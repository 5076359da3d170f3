// SPDX-License-Identifier: MIT

/// A refusal that can travel the wire as an `ERROR` message.
///
/// What is wrong on this side only (a key file, a socket) has error types of its own.
/// Source: PROTOCOL_DESIGN, "Error codes".
public struct ProtocolError: Error, Hashable, Sendable {
    /// Why the message was refused.
    public var code: ErrorCode
    /// One sentence for people: no secrets, at most a few hundred bytes of a peer's text.
    public var message: String
    /// The JSON pointer (RFC 6901) of the member at fault, as in `/payload/sdp`; empty for the whole text.
    public var pointer: String?
    /// A word for programs, sent as `details.reason`, where the code alone does not say enough.
    public var reason: String?
    /// Whether the sender is told the code's ``ErrorCode/summary`` and ``reason`` only, because the rest speaks of what
    /// was sealed.
    public var isConfidential = false
    /// The byte at which the text stops being acceptable, when the fault is one of JSON syntax; 0-based.
    public var byteOffset: Int?

    /// Creates a refusal.
    ///
    /// - Parameters:
    ///   - code: why.
    ///   - message: one sentence for people.
    ///   - pointer: the JSON pointer of the member at fault.
    ///   - reason: a word for programs.
    ///   - byteOffset: where in the text, for faults of syntax.
    public init(
        _ code: ErrorCode,
        _ message: String,
        pointer: String? = nil,
        reason: String? = nil,
        byteOffset: Int? = nil
    ) {
        self.code = code
        self.message = message
        self.pointer = pointer
        self.reason = reason
        self.byteOffset = byteOffset
    }
}

extension ProtocolError: CustomStringConvertible {
    /// Code, place and message on one line.
    public var description: String {
        let place = pointer.map { $0.isEmpty ? "" : " at \($0)" } ?? ""
        return "\(code)\(place): \(message)"
    }
}
