// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Testing

@Suite("ErrorCode")
struct ErrorCodeTests {
    @Test("every code is found by its wire name", arguments: ErrorCode.allCases)
    func roundTrip(code: ErrorCode) {
        #expect(ErrorCode(wireName: code.wireName) == code)
    }

    @Test("there are 28 codes, and the retryable ones are those with a star in PROTOCOL_DESIGN")
    func retryable() {
        #expect(ErrorCode.allCases.count == 28)
        let names = ErrorCode.allCases.filter(\.isRetryable).map(\.wireName)
        #expect(
            names == [
                "CLOCK_SKEW", "RATE_LIMITED", "INTERNAL_ERROR", "CONNECTION_REFUSED", "RESOURCE_EXHAUSTED",
                "NO_CAPABLE_AGENT",
                "ALL_BUSY", "P2P_UNAVAILABLE", "DRAINING",
            ]
        )
    }

    @Test("an unknown name is no code", arguments: ["", "malformed_message", "MALFORMED_MESSAGE ", "TEAPOT"])
    func unknown(name: String) {
        #expect(ErrorCode(wireName: name) == nil)
    }
}
