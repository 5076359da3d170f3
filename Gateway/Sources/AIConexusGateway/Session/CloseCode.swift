// SPDX-License-Identifier: MIT

/// The status with which the gateway closes a connection.
///
/// Source: PROTOCOL_DESIGN, "Close codes".
package struct CloseCode: Hashable, Sendable {
    /// The number on the wire.
    package let value: UInt16

    private init(_ value: UInt16) {
        self.value = value
    }

    /// A code that the other side may have chosen.
    package init(received value: UInt16) {
        self.value = value
    }

    /// 1000: the agent said goodbye.
    package static let normal = CloseCode(1_000)
    /// 1001: the gateway stops without waiting for anybody.
    package static let goingAway = CloseCode(1_001)
    /// 4000: the gateway drains; come back later.
    package static let draining = CloseCode(4_000)
    /// 4001: the socket took nothing for too long while messages waited.
    package static let slowConsumer = CloseCode(4_001)
    /// 4002: nothing was heard for too long.
    package static let heartbeatMissed = CloseCode(4_002)
    /// 4004: the sender's rate, or the gateway's room, is used up.
    package static let rateLimited = CloseCode(4_004)
    /// 4005: a fault of the gateway.
    package static let internalFault = CloseCode(4_005)
    /// 4006: no registration in time, or the clocks disagree.
    package static let registrationTimeout = CloseCode(4_006)
    /// 4500: the registration, or a later `from`, was not proved.
    package static let authenticationFailed = CloseCode(4_500)
    /// 4501: a newer session of the same DID took over.
    package static let superseded = CloseCode(4_501)
    /// 4503: the rules of the protocol were broken too often.
    package static let protocolViolation = CloseCode(4_503)
    /// 4505: this DID is not allowed here.
    package static let denied = CloseCode(4_505)
    /// 4507: a message over the limit.
    package static let tooLarge = CloseCode(4_507)
}

extension CloseCode: CustomStringConvertible {
    /// The number, as in `4500`.
    package var description: String { String(value) }
}
