// SPDX-License-Identifier: MIT

/// The eleven types of message, a closed set.
///
/// Source: PROTOCOL_DESIGN, "Messages".
public enum MessageType: String, Hashable, Sendable, CaseIterable {
    /// An agent introduces itself to its gateway, and the gateway to it.
    case register = "REGISTER"
    /// An agent leaves, or a gateway asks its agents to.
    case unregister = "UNREGISTER"
    /// A session description that proposes a direct connection.
    case offer = "OFFER"
    /// The session description that accepts one.
    case answer = "ANSWER"
    /// One more address at which a peer may be reached.
    case iceCandidate = "ICE_CANDIDATE"
    /// Negotiation before a call, in words or structured.
    case intent = "INTENT"
    /// A call.
    case execRequest = "EXEC_REQUEST"
    /// A part or the end of a call's answer.
    case execResponse = "EXEC_RESPONSE"
    /// A refusal.
    case error = "ERROR"
    /// A sign of life, a challenge, or an acknowledgement of parts.
    case ping = "PING"
    /// The answer to a `PING`.
    case pong = "PONG"

    /// Whether the payload may be sealed end to end (PROTOCOL_DESIGN, "Sealed payloads").
    public var maySeal: Bool {
        switch self {
        case .intent, .execRequest, .execResponse: true
        default: false
        }
    }
}

extension MessageType: CustomStringConvertible {
    /// The name on the wire.
    public var description: String { rawValue }
}

extension MessageType {
    private static let table = NameTable(allCases, name: \.rawValue)

    /// The type with this name, or `nil`.
    init?(decoding text: Span<UInt8>) {
        guard let type = Self.table.find(text) else { return nil }
        self = type
    }
}
