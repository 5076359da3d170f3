// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Testing

@Suite("Payloads with many members")
struct ManyMembersTests {
    /// Names that 1.0 knows elsewhere, all of which sort before `sealed`, `timeout_ms` and `window`.
    private static let foreign: [JSONName] = [
        "agent", "amount", "annotations", "audience", "box", "candidate", "capabilities", "client_nonce", "code",
        "concurrency", "context", "contract",
    ]

    @Test(
        "1.1 may add any names, and the members of 1.0 beside them are still checked",
        arguments: [
            ("EXEC_REQUEST", ["sealed": [:]], "/payload/sealed/from_kex"),
            ("EXEC_REQUEST", ["sealed": 1], "/payload/sealed"),
            ("EXEC_REQUEST", ["timeout_ms": "never"], "/payload/timeout_ms"),
            ("EXEC_REQUEST", ["window": -5], "/payload/window"), ("PING", ["load": 7], "/payload/load"),
        ] as [(JSONValue, JSONObject, String)]
    )
    func checked(type: JSONValue, payload: JSONObject, pointer: String) {
        var payload = payload
        for name in Self.foreign { payload[name] = 1 }
        let bytes = Samples.unsigned(
            .ping(Heartbeat()),
            replacing: ["type": type, "payload": .object(payload), "version": "1.1"]
        )
        let error = #expect(throws: ProtocolError.self) { try envelope(bytes) }
        #expect(error?.pointer == pointer)
    }

    @Test("1.1 may add any names, and required members behind them are found")
    func required() throws {
        var payload: JSONObject = ["status": "success"]
        for name in Self.foreign where name != "code" { payload[name] = 1 }
        payload["args"] = 1
        let bytes = Samples.unsigned(
            .ping(Heartbeat()),
            replacing: ["type": "EXEC_RESPONSE", "payload": .object(payload), "version": "1.1"]
        )
        #expect(try envelope(bytes).payload == .execResponse(ExecResponse(status: .success)))
    }
}
