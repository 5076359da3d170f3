// SPDX-License-Identifier: MIT

/// A status code that a Close frame may carry.
///
/// Only codes that may appear on the wire can be made: 1000…1003, 1007…1014 and 3000…4999. "No code" (1005),
/// "cut off" (1006) and "TLS failed" (1015) are never sent; the first is an absent code and the second an absent
/// ``WebSocketClosure/received(_:)`` here. Source: RFC 6455 §7.4, the IANA registry, PROTOCOL_DESIGN "Close codes".
public struct WebSocketCloseCode: Hashable, Sendable {
    /// The number on the wire.
    public let value: UInt16

    /// The code with this number, or `nil` when it may not appear in a Close frame.
    public init?(_ value: UInt16) {
        switch value {
        case 1_000...1_003, 1_007...1_014, 3_000...4_999: self.value = value
        default: return nil
        }
    }

    private init(known value: UInt16) {
        self.value = value
    }
}

// MARK: - The codes of RFC 6455 and the IANA registry

extension WebSocketCloseCode {
    /// 1000: the purpose of the connection is fulfilled.
    public static let normal = WebSocketCloseCode(known: 1_000)
    /// 1001: the server goes down or the page was left.
    public static let goingAway = WebSocketCloseCode(known: 1_001)
    /// 1002: the peer broke the framing rules.
    public static let protocolError = WebSocketCloseCode(known: 1_002)
    /// 1003: a kind of data that this side cannot take, such as binary where text is spoken.
    public static let unsupportedData = WebSocketCloseCode(known: 1_003)
    /// 1007: the payload is not what its kind promises, such as text that is not UTF-8.
    public static let invalidPayload = WebSocketCloseCode(known: 1_007)
    /// 1008: against a rule that no other code names.
    public static let policyViolation = WebSocketCloseCode(known: 1_008)
    /// 1009: a frame or message over the limit.
    public static let messageTooBig = WebSocketCloseCode(known: 1_009)
    /// 1010: the client needs an extension that the server did not accept.
    public static let mandatoryExtension = WebSocketCloseCode(known: 1_010)
    /// 1011: the server met a condition that it did not expect.
    public static let unexpectedCondition = WebSocketCloseCode(known: 1_011)
    /// 1012: the service restarts.
    public static let serviceRestart = WebSocketCloseCode(known: 1_012)
    /// 1013: the service is overloaded.
    public static let tryAgainLater = WebSocketCloseCode(known: 1_013)
    /// 1014: this side is a proxy and the server behind it answered wrongly.
    public static let badGateway = WebSocketCloseCode(known: 1_014)
}

// MARK: - The codes of subprotocol ioap.v1

extension WebSocketCloseCode {
    /// 4000: the gateway drains; come back later.
    public static let draining = WebSocketCloseCode(known: 4_000)
    /// 4001: the socket took nothing for too long while messages waited.
    public static let slowConsumer = WebSocketCloseCode(known: 4_001)
    /// 4002: no heartbeat came in time.
    public static let heartbeatMissed = WebSocketCloseCode(known: 4_002)
    /// 4004: the sender's rate, or the gateway's room, is used up.
    public static let rateLimited = WebSocketCloseCode(known: 4_004)
    /// 4005: a fault of the gateway.
    public static let internalFault = WebSocketCloseCode(known: 4_005)
    /// 4006: no registration in time, or the clocks disagree.
    public static let registrationTimeout = WebSocketCloseCode(known: 4_006)
    /// 4500: the registration, or a later `from`, was not proved.
    public static let authenticationFailed = WebSocketCloseCode(known: 4_500)
    /// 4501: a newer session of the same DID took over.
    public static let superseded = WebSocketCloseCode(known: 4_501)
    /// 4503: the rules of the subprotocol were broken too often.
    public static let protocolViolation = WebSocketCloseCode(known: 4_503)
    /// 4505: this DID is not allowed here.
    public static let denied = WebSocketCloseCode(known: 4_505)
    /// 4507: a message over the gateway's limit.
    public static let tooLarge = WebSocketCloseCode(known: 4_507)
}

extension WebSocketCloseCode {
    /// Whether an agent comes back, with back-off, after this code.
    ///
    /// True for 1001, 1011…1014 and 4000…4499. A connection cut off without any Close (1006) comes back as well.
    /// Source: PROTOCOL_DESIGN "Close codes".
    public var invitesReconnect: Bool {
        switch value {
        case 1_001, 1_011...1_014, 4_000...4_499: true
        default: false
        }
    }
}

extension WebSocketCloseCode: CustomStringConvertible {
    /// The number, as in `1002`.
    public var description: String { String(value) }
}
