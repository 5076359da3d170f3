// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Testing

@testable import AIConexusSDK

@Suite("What a failed call says")
struct CallErrorTests {
    @Test(
        "every code of the wire becomes a case, with its name and whether a retry can help",
        arguments: ErrorCode.allCases
    )
    func wireCodes(_ code: ErrorCode) {
        let refused = CallError(ErrorReport(code: code, message: "why"), source: .gateway)
        #expect(refused.code == CallError.Code(code))
        #expect(refused.code.wireCode == code)
        #expect(refused.isRetryable == code.isRetryable)
        #expect(refused.source == .gateway)
        #expect(refused.description == "\(code.wireName): why")
        #expect(!refused.hasBegun)
        let failed = CallError(.failure(code), source: .agent)
        #expect(failed.code == CallError.Code(code))
        #expect(failed.message == code.summary)
        #expect(failed.hasBegun)
    }

    @Test("a refusal's own words, details and times are told")
    func report() {
        let report = ErrorReport(
            code: .invalidArguments,
            message: "no",
            details: ["pointer": "/payload/args/x"],
            retryable: true,
            retryAfter: .seconds(3)
        )
        let error = CallError(report, source: .agent)
        #expect(error.isRetryable)
        #expect(error.retryAfter == .seconds(3))
        #expect(error.details == ["pointer": "/payload/args/x"])
        #expect(error.agentCode == nil)
    }

    @Test("a handler's own failure: code, details, retry")
    func handler() {
        let own = HandlerError("OUT_OF_PAPER", "buy some", details: ["tray": 2], isRetryable: true)
        var response = ExecResponse.failure(.agentError, .object(own.json))
        response.error = own.message
        let error = CallError(response, source: .agent)
        #expect(error.code == .agentError)
        #expect(error.agentCode == "OUT_OF_PAPER")
        #expect(error.details == ["tray": 2])
        #expect(error.isRetryable)
        #expect(error.description == "AGENT_ERROR (OUT_OF_PAPER): buy some")
    }

    @Test(
        "a result that is not a handler's failure is no harm",
        arguments: [nil, .null, 7, "x", [1], [:], ["code": 7, "retryable": "yes", "details": []]] as [JSONValue?]
    )
    func oddResults(_ result: JSONValue?) {
        let error = CallError(.failure(nil, result), source: .agent)
        #expect(error.code == .agentError)
        #expect(error.agentCode == nil)
        #expect(error.details.isEmpty)
        #expect(!error.isRetryable)
    }

    @Test("what the gateway could not be given")
    func gatewayErrors() {
        let full = CallError(GatewayError(.queueFull, "full", isTransient: true))
        #expect(full.code == .resourceExhausted && full.isRetryable)
        let lost = CallError(GatewayError(.disconnected, "gone"))
        #expect(lost.code == .notConnected && !lost.isRetryable)
        let away = CallError(GatewayError.passing)
        #expect(away.code == .notConnected && away.isRetryable)
        let long = CallError(GatewayError(.invalidMessage, "long", wireCode: .payloadTooLarge))
        #expect(long.code == .payloadTooLarge && !long.isRetryable)
        let malformed = CallError(GatewayError(.invalidMessage, "odd", wireCode: .malformedMessage))
        #expect(malformed.code == .malformedMessage && !malformed.isRetryable)
        let refused = CallError(GatewayError(.registrationRefused, "no", wireCode: .invalidSignature))
        #expect(refused.code == .notConnected && !refused.isRetryable)
        #expect(refused.cause is GatewayError)
    }
}
