// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Testing

@Suite("CallRole")
struct CallRoleTests {
    private func role(_ payload: JSONObject, of type: MessageType) throws -> CallRole {
        let bytes = Samples.unsigned(
            .ping(Heartbeat()),
            replacing: [
                "type": .string(type.rawValue), "payload": .object(payload),
            ]
        )
        return try EnvelopeView(scanning: bytes.span).callRole
    }

    @Test(
        "a request says how long it may take",
        arguments: [
            ([:], 60_000), (["timeout_ms": 5], 5), (["timeout_ms": 0], 0), (["stream": true], 0),
            (["stream": false], 60_000),
            (["stream": true, "timeout_ms": 9_007_199_254_740_991], 9_007_199_254_740_991),
            (["timeout_ms": "x"], 0), (["timeout_ms": 1e300], 0), (["timeout_ms": -5], 0),
        ] as [(JSONObject, Int)]
    )
    func requests(payload: JSONObject, milliseconds: Int) throws {
        #expect(try role(payload, of: .execRequest) == .request(timeoutMilliseconds: milliseconds))
    }

    @Test(
        "an answer says whether it is the last",
        arguments: [
            ([:], .end), (["status": "partial"], .part), (["status": "success"], .end), (["status": "error"], .end),
            (["status": ""], .end), (["status": 1], .end), (["sealed": [:]], .sealedAnswer),
        ] as [(JSONObject, CallRole)]
    )
    func answers(payload: JSONObject, expected: CallRole) throws {
        #expect(try role(payload, of: .execResponse) == expected)
    }

    @Test("a sealed request is known as one, and other types have no role")
    func others() throws {
        #expect(try role(["sealed": [:]], of: .execRequest) == .sealedRequest)
        #expect(try role(["status": "partial"], of: .intent) == .none)
        #expect(try role([:], of: .ping) == .none)
    }

    @Test("a text that is not canonical has the same role")
    func rewritten() throws {
        let bytes =
            [UInt8(ascii: " ")]
            + Samples.unsigned(.execResponse(ExecResponse(status: .partial)))
        #expect(try EnvelopeView(scanning: bytes.span).callRole == .part)
    }
}
