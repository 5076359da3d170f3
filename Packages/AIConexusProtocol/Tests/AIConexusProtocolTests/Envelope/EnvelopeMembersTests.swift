// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Testing

/// What `EnvelopeView` and `checkPayload` refuse, and where they say it is.
@Suite("Envelope members")
struct EnvelopeMembersTests {
    private func refusal(_ bytes: [UInt8]) -> ProtocolError? {
        do {
            try EnvelopeView(scanning: bytes.span).checkPayload()
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "a wrong or missing envelope member is named",
        arguments: [
            ("id", nil), ("id", 1), ("id", .some(.null)), ("id", "7F0C9A3E-5B1D-4C62-9D43-8A1F6E2B7C90"),
            ("correlation_id", "x"),
            ("correlation_id", 1), ("timestamp", nil), ("timestamp", "2026-11-21"), ("expires", .some(.null)),
            ("from", nil),
            ("from", "did:web:example.org"), ("to", 5), ("to", "did:key:z6Mk"), ("type", "HELLO"), ("type", nil),
            ("payload", nil),
            ("payload", "x"), ("payload", []), ("version", "1"), ("version", 1), ("trace", "x"), ("signature", "AAAA"),
            ("signature", nil),
            ("signature", .string(String(repeating: "A", count: 85) + "B==")), ("trace", ["traceparent": 1]),
        ] as [(JSONName, JSONValue?)]
    )
    func envelopeMembers(name: JSONName, value: JSONValue?) throws {
        let error = try #require(refusal(Samples.unsigned(.ping(Heartbeat()), replacing: [name: value])))
        #expect(error.code == .malformedMessage)
        #expect(error.pointer?.hasPrefix("/\(name)") == true, "\(error)")
    }

    @Test("another major version is unsupported, another minor is not")
    func versions() {
        #expect(
            refusal(Samples.unsigned(.ping(Heartbeat()), replacing: ["version": "2.0"]))?.code == .unsupportedVersion
        )
        #expect(
            refusal(Samples.unsigned(.ping(Heartbeat()), replacing: ["version": "0.9"]))?.code == .unsupportedVersion
        )
        #expect(refusal(Samples.unsigned(.ping(Heartbeat()), replacing: ["version": "1.7"])) == nil)
    }

    @Test("1.x tolerates unknown payload members and codes, 1.0 does not")
    func tolerance() {
        let payload: JSONValue = ["code": "TEAPOT", "message": "m", "new": [1]]
        let later = Samples.unsigned(
            .ping(Heartbeat()),
            replacing: ["payload": payload, "type": "ERROR", "version": "1.1"]
        )
        #expect(refusal(later) == nil)
        let report = try? Envelope(decoding: later.span).payload
        #expect(report == .error(ErrorReport(code: .internalError, message: "m")))
        let first = refusal(Samples.unsigned(.ping(Heartbeat()), replacing: ["payload": payload, "type": "ERROR"]))
        #expect(first?.pointer == "/payload/code")
    }

    @Test("1.x brings no words for status")
    func closedWords() {
        for (type, payload) in [("EXEC_RESPONSE", ["status": "done"]), ("INTENT", ["status": "maybe"])]
            as [(JSONValue, JSONValue)]
        {
            let bytes = Samples.unsigned(
                .ping(Heartbeat()),
                replacing: ["type": type, "payload": payload, "version": "1.1"]
            )
            #expect(refusal(bytes)?.pointer == "/payload/status")
        }
    }

    @Test("a box is base64url of 16 bytes or more, of whatever length its text is")
    func boxes() {
        let key = String(repeating: "A", count: 43)
        for count in 0...40 {
            let sealed: JSONObject = [
                "box": .string(String(repeating: "A", count: count)), "from_kex": .string(key), "to_kex": .string(key),
                "nonce": .string(String(repeating: "A", count: 32)),
            ]
            let payload: JSONValue = ["sealed": .object(sealed)]
            let bytes = Samples.unsigned(
                .ping(Heartbeat()),
                replacing: ["type": "EXEC_REQUEST", "payload": payload]
            )
            let isBox = count >= 22 && count % 4 != 1
            #expect(refusal(bytes)?.pointer == (isBox ? nil : "/payload/sealed/box"), "\(count)")
            if isBox { #expect(throws: Never.self) { try envelope(bytes) } }
        }
    }

    @Test("of a long name an error repeats the beginning")
    func longNames() throws {
        let payload: JSONObject = [JSONName(String(repeating: "é", count: 10_000)): 1]
        let error = try #require(
            refusal(Samples.unsigned(.ping(Heartbeat()), replacing: ["payload": .object(payload)]))
        )
        #expect(error.pointer == "/payload/" + String(repeating: "é", count: 64) + "…")
    }

    @Test("every payload is refused as that of every other type", arguments: Samples.payloads)
    func foreignPayloads(payload: Payload) {
        let interchangeable: Set<Set<MessageType>> = [[.ping, .pong], [.offer, .answer]]
        for type in MessageType.allCases where type != payload.type {
            guard !payload.json.isEmpty, !interchangeable.contains([type, payload.type]) else { continue }
            let error = refusal(Samples.unsigned(payload, replacing: ["type": .string(type.rawValue)]))
            #expect(error?.code == .malformedMessage, "\(payload.type) as \(type)")
            #expect(error?.pointer?.hasPrefix("/payload") == true)
        }
    }

    @Test(
        "a wrong payload member is named with what was expected",
        arguments: [
            ("OFFER", [:], "/payload/sdp"), ("OFFER", ["sdp": 1], "/payload/sdp"),
            ("OFFER", ["sdp": .null], "/payload/sdp"),
            ("OFFER", ["sdp": "", "x/y~z": 1], "/payload/x~1y~0z"), ("OFFER", ["sdp": "", "id": 1], "/payload/id"),
            ("ICE_CANDIDATE", ["candidate": "", "sdp_mline_index": -1], "/payload/sdp_mline_index"),
            ("ICE_CANDIDATE", ["candidate": "", "sdp_mline_index": 0.5], "/payload/sdp_mline_index"),
            ("INTENT", [:], "/payload"), ("INTENT", ["status": "maybe"], "/payload/status"),
            ("INTENT", ["query": "", "params": []], "/payload/params"),
            ("EXEC_REQUEST", ["timeout_ms": 1e21], "/payload/timeout_ms"),
            ("EXEC_REQUEST", ["window": 0], "/payload/window"),
            ("EXEC_REQUEST", ["timeout_ms": 9_007_199_254_740_992.0], "/payload/timeout_ms"),
            ("EXEC_REQUEST", ["stream": "yes"], "/payload/stream"), ("EXEC_REQUEST", ["args": .null], "/payload/args"),
            ("EXEC_REQUEST", ["fence": .string(String(repeating: "é", count: 129))], "/payload/fence"),
            ("EXEC_RESPONSE", [:], "/payload/status"), ("EXEC_RESPONSE", ["status": "done"], "/payload/status"),
            ("EXEC_RESPONSE", ["status": "error", "code": "TEAPOT"], "/payload/code"),
            ("EXEC_RESPONSE", ["status": "success", "execution_time_ms": -1], "/payload/execution_time_ms"),
            ("ERROR", ["code": "TIMEOUT"], "/payload/message"),
            ("ERROR", ["code": "TIMEOUT", "message": "", "details": "x"], "/payload/details"),
            ("PING", ["load": 1.5], "/payload/load"), ("PING", ["load": -0.1], "/payload/load"),
            ("PING", ["load": -1e-7], "/payload/load"),
            ("PING", ["load": 1e21], "/payload/load"),
            ("PING", ["nonce": .string(String(repeating: "n", count: 65))], "/payload/nonce"),
            ("PING", ["slots": 1.5], "/payload/slots"),
            ("REGISTER", [:], "/payload/public_key"), ("REGISTER", ["public_key": "0OIl"], "/payload/public_key"),
            ("REGISTER", ["session": "s"], "/payload/public_key"),
            (
                "EXEC_REQUEST", ["sealed": ["box": "", "from_kex": "", "nonce": "", "to_kex": ""]],
                "/payload/sealed/box"
            ),
            ("EXEC_REQUEST", ["sealed": [:], "args": [:]], "/payload/args"),
            ("PING", ["sealed": [:]], "/payload/sealed"),
        ] as [(JSONValue, JSONObject, String)]
    )
    func payloadMembers(type: JSONValue, payload: JSONObject, pointer: String) throws {
        let bytes = Samples.unsigned(.ping(Heartbeat()), replacing: ["type": type, "payload": .object(payload)])
        let error = try #require(refusal(bytes))
        #expect(error.code == .malformedMessage)
        #expect(error.pointer == pointer, "\(error)")
    }

    @Test(
        "values at their bounds are accepted",
        arguments: [
            ("PING", ["load": 1, "slots": 9_007_199_254_740_991]), ("PING", ["load": 1e-7]), ("PING", ["load": 0]),
            ("PING", ["nonce": .string(String(repeating: "é", count: 64))]),
            ("EXEC_REQUEST", ["fence": .string(String(repeating: "\n", count: 128)), "idle_ms": 0]),
            ("EXEC_RESPONSE", ["status": "success", "result": .null]),
        ] as [(JSONValue, JSONObject)]
    )
    func bounds(type: JSONValue, payload: JSONObject) {
        let bytes = Samples.unsigned(.ping(Heartbeat()), replacing: ["type": type, "payload": .object(payload)])
        #expect(refusal(bytes) == nil)
    }

    @Test(
        "faults deep in a registration are named",
        arguments: [
            (["agent": [:]], "/payload/agent/name"), (["agent": ["name": "n", "x": 1]], "/payload/agent/x"),
            (["capabilities": [["id": "a", "description": ""], ["id": "A"]]], "/payload/capabilities/1/id"),
            (["capabilities": [["id": "A", "description": ""]]], "/payload/capabilities/0/id"),
            (["capabilities": [1]], "/payload/capabilities/0"),
            (
                ["capabilities": [["id": "a", "description": "", "cost": ["amount": "1e5", "currency": "EUR"]]]],
                "/payload/capabilities/0/cost/amount"
            ),
            (["capabilities": [["id": "a", "description": "", "tags": [1]]]], "/payload/capabilities/0/tags/0"),
            (
                ["capabilities": [["id": "a", "description": "", "concurrency": 0]]],
                "/payload/capabilities/0/concurrency"
            ),
            (["nonce": "AA"], "/payload/nonce"), (["instance": "x"], "/payload/instance"),
            (
                ["capabilities": .array(Array(repeating: ["id": "a", "description": ""], count: 1_001))],
                "/payload/capabilities"
            ),
        ] as [(JSONObject, String)]
    )
    func registration(members: JSONObject, pointer: String) throws {
        var payload = members
        payload["public_key"] = .string(Samples.alice.publicKey.base58)
        let bytes = Samples.unsigned(.ping(Heartbeat()), replacing: ["type": "REGISTER", "payload": .object(payload)])
        #expect(refusal(bytes)?.pointer == pointer)
    }

    @Test("a fault deep in a gateway's answer is named")
    func gatewayAnswer() {
        var payload = Payload.registration(Samples.registration).json
        payload["ice_servers"] = [["urls": [], "expires": "tomorrow"]]
        let bytes = Samples.unsigned(.ping(Heartbeat()), replacing: ["type": "REGISTER", "payload": .object(payload)])
        #expect(refusal(bytes)?.pointer == "/payload/ice_servers/0/expires")
    }

    @Test(
        "text that is no object of JSON is malformed, with the byte where it stops",
        arguments: [
            ("", 0), ("[1]", nil), ("\"x\"", nil), ("{\"a\":1,}", 7), ("{\"a\":1}x", 7), ("{\"id\":tru}", 9),
        ] as [(String, Int?)]
    )
    func noObject(text: String, offset: Int?) throws {
        let error = try #require(refusal(Array(text.utf8)))
        #expect(error.code == .malformedMessage)
        #expect(error.byteOffset == offset, "\(error)")
    }
}
