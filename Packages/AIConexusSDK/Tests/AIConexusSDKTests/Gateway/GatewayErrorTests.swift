// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTransport
import Testing

@testable import AIConexusSDK

@Suite("What an end of the connection means")
struct GatewayErrorTests {
    @Test(
        "close codes: which kind of failure, and whether to come back",
        arguments: [
            (1_000, GatewayError.Code.connectionLost, false), (1_001, .connectionLost, true),
            (1_002, .connectionLost, false), (1_003, .connectionLost, false), (1_007, .connectionLost, false),
            (1_008, .connectionLost, false), (1_009, .connectionLost, false), (1_010, .connectionLost, false),
            (1_011, .connectionLost, true), (1_012, .connectionLost, true), (1_013, .connectionLost, true),
            (1_014, .connectionLost, true), (3_000, .connectionLost, false), (3_999, .connectionLost, false),
            (4_000, .draining, true), (4_001, .connectionLost, true), (4_002, .connectionLost, true),
            (4_003, .connectionLost, true), (4_004, .connectionLost, true), (4_005, .connectionLost, true),
            (4_006, .connectionLost, true), (4_499, .connectionLost, true), (4_500, .registrationRefused, false),
            (4_501, .superseded, false), (4_502, .connectionLost, false), (4_503, .protocolViolation, false),
            (4_504, .connectionLost, false), (4_505, .denied, false), (4_507, .protocolViolation, false),
            (4_999, .connectionLost, false),
        ] as [(UInt16, GatewayError.Code, Bool)]
    )
    func closeCodes(_ number: UInt16, _ code: GatewayError.Code, _ isTransient: Bool) throws {
        let closeCode = try #require(WebSocketCloseCode(number))
        let error = GatewayError(.received(WebSocketCloseReason(closeCode, "why")))
        #expect(error.code == code)
        #expect(error.isTransient == isTransient)
    }

    @Test("every end invites back exactly when the transport says so")
    func agreesWithTransport() throws {
        var closures = (UInt16(1_000)...4_999).compactMap(WebSocketCloseCode.init).map {
            WebSocketClosure.received(WebSocketCloseReason($0))
        }
        try #require(closures.count > 2_000)
        closures += [
            .received(WebSocketCloseReason(nil)), .cutOff,
            .failed(WebSocketError(.invalidText, .invalidPayload, "no text")),
        ]
        for closure in closures { #expect(GatewayError(closure).isTransient == closure.invitesReconnect, "\(closure)") }
    }

    @Test(
        "failures to connect: what time can mend is tried again",
        arguments: [
            (TransportError.Code.resolutionFailed, true), (.connectFailed, true), (.connectionLost, true),
            (.timedOut, true), (.tlsFailed, true), (.proxyFailed, true), (.resourcesExhausted, true),
            (.certificateRejected, false), (.certificateUnusable, false), (.invalidArgument, false),
            (.loopStopped, false), (.cancelled, false),
        ]
    )
    func transportErrors(_ code: TransportError.Code, _ isTransient: Bool) {
        let error = GatewayError(connecting: TransportError(code, "why"))
        #expect(error.code == .connectFailed)
        #expect(error.isTransient == isTransient)
        #expect(error.message == "why")
        #expect(error.cause is TransportError)
    }

    @Test("a greeting that cannot be verified: only a wrong clock is tried again", arguments: ErrorCode.allCases)
    func greetings(_ code: ErrorCode) {
        let error = GatewayError(greeting: ProtocolError(code, "why"))
        #expect(error.code == .gatewayUnproved)
        #expect(error.wireCode == code)
        #expect(error.isTransient == (code == .clockSkew))
    }

    @Test("errors are compared by what they say, not by their causes")
    func equality() {
        let error = GatewayError(.draining, "x", isTransient: true)
        #expect(error == GatewayError(.draining, "x", isTransient: true, cause: CancellationError()))
        #expect(error != GatewayError(.draining, "x"))
        #expect(error != GatewayError(.draining, "y", isTransient: true))
        #expect(error.description == "draining: x")
    }
}
