// SPDX-License-Identifier: MIT

internal import Testing

@testable import AIConexusTransport

/// RFC 6455 §7.4 and the IANA registry.
struct WebSocketCloseCodeTests {
    @Test("only codes that may be sent can be made")
    func wireCodes() {
        let valid = (0...UInt16.max).filter { WebSocketCloseCode($0) != nil }
        #expect(valid == Array(1_000...1_003) + Array(1_007...1_014) + Array(3_000...4_999))
    }

    @Test("the codes have the numbers of the RFC and of ioap.v1")
    func numbers() {
        let codes: [WebSocketCloseCode] = [
            .normal, .goingAway, .protocolError, .unsupportedData, .invalidPayload, .policyViolation, .messageTooBig,
            .mandatoryExtension, .unexpectedCondition, .serviceRestart, .tryAgainLater, .badGateway, .draining,
            .slowConsumer, .heartbeatMissed, .rateLimited, .internalFault, .registrationTimeout, .authenticationFailed,
            .superseded, .protocolViolation, .denied, .tooLarge,
        ]
        #expect(
            codes.map(\.value) == [
                1_000, 1_001, 1_002, 1_003, 1_007, 1_008, 1_009, 1_010, 1_011, 1_012, 1_013, 1_014, 4_000, 4_001, 4_002,
                4_004, 4_005, 4_006, 4_500, 4_501, 4_503, 4_505, 4_507,
            ]
        )
        #expect(codes.allSatisfy { WebSocketCloseCode($0.value) == $0 })
    }

    @Test("agents come back after 1001, 1011 to 1014 and 4000 to 4499, and after a cut")
    func reconnect() {
        let inviting = (0...UInt16.max).filter { WebSocketCloseCode($0)?.invitesReconnect == true }
        #expect(inviting == [1_001] + Array(1_011...1_014) + Array(4_000...4_499))
        #expect(WebSocketClosure.cutOff.invitesReconnect)
        #expect(WebSocketClosure.received(WebSocketCloseReason(.draining)).invitesReconnect)
        #expect(!WebSocketClosure.received(WebSocketCloseReason(nil)).invitesReconnect)
        #expect(!WebSocketClosure.sent(WebSocketCloseReason(.normal)).invitesReconnect)
        #expect(!WebSocketClosure.failed(.framing("x")).invitesReconnect)
    }
}
