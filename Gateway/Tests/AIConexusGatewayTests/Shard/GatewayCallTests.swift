// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusProtocol
import Testing

@Suite("GatewayShard calls")
struct GatewayCallTests {
    private let gateway: TestGateway
    private let alice: ConnectionID

    init() throws {
        gateway = TestGateway {
            $0.iceServers = ICEServerSource(
                fixed: [ICEServer(urls: ["stun:s.example:3478"])],
                sharedSecret: .init(urls: ["turn:t.example"], lifetime: .seconds(600)) { Array($0.reversed()) }
            )
        }
        alice = try gateway.join(Samples.alice) {
            $0.agent = AgentCard(name: "Alice", description: "first", version: "2")
            $0.capabilities = [CapabilityDescriptor(id: Samples.capability("text.upper"), description: "Upper case")]
        }
        gateway.forgetInbox(alice)
    }

    private func ask(_ capability: String?, _ args: JSONObject? = nil) throws -> JSONObject? {
        try gateway.send(.execRequest(ExecRequest(capability: capability, args: args)), by: Samples.alice, on: alice)
        return gateway.lastResult(alice)
    }

    private func refusal(_ capability: String?, _ args: JSONObject? = nil) throws -> ErrorReport? {
        _ = try ask(capability, args)
        if case .error(let report) = gateway.last(alice)?.payload { return report }
        return nil
    }

    @Test("agents are listed with all that is known of them, and a cursor while there are more")
    func list() throws {
        let bob = try gateway.join(Samples.bob)
        try gateway.send(.ping(Heartbeat(load: 0.25, slots: 4)), by: Samples.bob, on: bob)
        let all = try ask("gateway.agents.list")?["agents"]?.array?.compactMap(\.object) ?? []
        #expect(
            all.compactMap { $0["did"]?.string } == [Samples.alice.did, Samples.bob.did].sorted().map(\.description)
        )
        let now = JSONValue.string(Samples.start.wall.description)
        #expect(
            all.first { $0["did"] == .string(Samples.alice.did.description) } == [
                "did": .string(Samples.alice.did.description), "name": "Alice", "description": "first", "version": "2",
                "capabilities": [["description": "Upper case", "id": "text.upper"]], "connected_at": now,
                "last_activity": now,
            ]
        )
        #expect(
            all.first { $0["did"] == .string(Samples.bob.did.description) } == [
                "did": .string(Samples.bob.did.description), "capabilities": [], "connected_at": now,
                "last_activity": now, "load": 0.25, "slots": 4,
            ]
        )
        let first = try ask("gateway.agents.list", ["limit": 1])
        let cursor = try #require(first?["cursor"])
        let second = try ask("gateway.agents.list", ["limit": 1, "cursor": cursor])
        #expect(second?["cursor"] == nil)
        #expect((first?["agents"]?.array ?? []) + (second?["agents"]?.array ?? []) == all.map(JSONValue.object))
    }

    @Test("agents are found by capability and by text")
    func filters() throws {
        _ = try gateway.join(Samples.bob) { $0.agent = AgentCard(name: "Bob") }
        func count(_ args: JSONObject) throws -> Int? { try ask("gateway.agents.list", args)?["agents"]?.array?.count }
        #expect(try count(["capability": "text.upper"]) == 1)
        #expect(try count(["capability": "text.lower"]) == 0)
        #expect(try count(["text": "BOB"]) == 1)
        #expect(try count(["text": "upper case"]) == 1)
        #expect(try count(["text": ""]) == 2)
        #expect(try count(["text": "z6Mk"]) == 0)
        #expect(try count(["text": "AliceFirst"]) == 0)
    }

    @Test(
        "wrong arguments are named",
        arguments: [
            ("gateway.agents.list", ["limit": 0], "/payload/args/limit"),
            ("gateway.agents.list", ["limit": 1_001], "/payload/args/limit"),
            ("gateway.agents.list", ["limit": "1"], "/payload/args/limit"),
            ("gateway.agents.list", ["cursor": "x"], "/payload/args/cursor"),
            ("gateway.agents.list", ["capability": "Not One"], "/payload/args/capability"),
            ("gateway.agents.list", ["text": 1], "/payload/args/text"),
            ("gateway.agents.list", ["a/b~": 1], "/payload/args/a~1b~0"),
            ("gateway.agents.get", [:], "/payload/args/did"),
            ("gateway.agents.get", ["did": "did:web:x"], "/payload/args/did"),
            ("gateway.stats", ["x": 1], "/payload/args/x"), ("gateway.ice_servers", ["x": 1], "/payload/args/x"),
            ("gateway.agents.watch", [:], "/payload/stream"),
        ] as [(String, JSONObject, String)]
    )
    func arguments(capability: String, args: JSONObject, pointer: String) throws {
        let report = try refusal(capability, args)
        #expect(report?.code == .invalidArguments)
        #expect(report?.details?["pointer"] == .string(pointer))
    }

    @Test("what a gateway does not offer is an unknown capability", arguments: ["gateway.call", "text.upper", "", nil])
    func unknown(capability: String?) throws {
        #expect(try refusal(capability)?.code == .unknownCapability)
    }

    @Test("one agent is shown with the text of its own registration, which verifies")
    func get() throws {
        let result = try ask("gateway.agents.get", ["did": .string(Samples.alice.did.description)])
        let text = try #require(result?["registration"]?.string)
        var verifier = MessageVerifier(configuration: .init(recipient: Samples.gateway.did), seen: nil)
        let view = try verifier.verify(Array(text.utf8).span, now: gateway.now.wall, freshness: .ignored)
        #expect(view.from == Samples.alice.did)
        let absent = try refusal("gateway.agents.get", ["did": .string(Samples.carol.did.description)])
        #expect(absent?.code == .unknownAgent)
    }

    @Test("ICE servers come with credentials of one's own that coturn can check")
    func iceServers() throws {
        let expires = Samples.start.wall.advanced(by: .seconds(600))
        let username = "\(expires.secondsSinceEpoch):\(Samples.alice.did)"
        let password = Base64.encode(Array(username.utf8.reversed()).span)
        #expect(
            try ask("gateway.ice_servers") == [
                "ice_servers": [
                    ["urls": ["stun:s.example:3478"]],
                    [
                        "urls": ["turn:t.example"], "username": .string(username), "credential": .string(password),
                        "expires": .string(expires.description),
                    ],
                ]
            ]
        )
    }

    @Test("statistics count what happened until a second ago")
    func statistics() throws {
        try gateway.send(.ping(Heartbeat()), by: Samples.alice, on: alice)
        try gateway.send(.ping(Heartbeat()), by: Samples.alice, on: alice, to: Samples.carol.did)
        gateway.advance(by: .seconds(1))
        let result = try ask("gateway.stats")
        #expect(result?["agents"] == 1)
        #expect(result?["connections"] == 1)
        #expect(result?["registrations"] == 1)
        #expect(result?["messages_received"] == ["PING": 2, "REGISTER": 1])
        #expect(result?["refusals"] == ["UNKNOWN_AGENT": 1])
        #expect(result?["uptime_ms"] == 1_000)
        #expect(result?["started_at"] == .string(Samples.start.wall.description))
    }

    @Test("a sealed call to a gateway is malformed")
    func sealed() throws {
        let bytes = { (count: Int) in JSONValue.string(Base64URL.encode(Array(repeating: 1, count: count).span)) }
        try gateway.send(.execRequest(ExecRequest()), by: Samples.alice, on: alice) {
            $0["payload"] = [
                "sealed": ["from_kex": bytes(32), "to_kex": bytes(32), "nonce": bytes(24), "box": bytes(16)]
            ]
        }
        guard case .error(let report) = gateway.last(alice)?.payload else {
            Issue.record("not refused")
            return
        }
        #expect(report.code == .malformedMessage)
        #expect(report.details?["reason"] == "sealed")
    }

    @Test("an asker that takes nothing is refused answers")
    func filled() throws {
        gateway.setFilled(true, alice)
        #expect(try refusal("gateway.agents.list")?.details?["reason"] == "own_output")
        gateway.setFilled(false, alice)
        #expect(try ask("gateway.agents.list") != nil)
    }

    @Test("answers count as the asker's own traffic")
    func charged() throws {
        let gateway = TestGateway {
            $0.trafficRates.bytes = TokenBucket.Rate(tokensPerSecond: 1_000, capacity: 1_400)
        }
        let alice = try gateway.join(Samples.alice)
        let list = Payload.execRequest(ExecRequest(capability: "gateway.agents.list"))
        try gateway.send(list, by: Samples.alice, on: alice)
        #expect(gateway.lastError(alice) == nil)
        try gateway.send(list, by: Samples.alice, on: alice)
        #expect(gateway.lastError(alice) == .rateLimited)
    }

    @Test("a page is cut at 512 KiB, and every agent is on one of the pages")
    func largePages() throws {
        for number in 0..<5 {
            _ = try gateway.join(Samples.key(number: number)) {
                $0.agent = AgentCard(name: "n", description: String(repeating: "x", count: 200_000))
            }
        }
        var seen: [JSONValue] = []
        var cursor: JSONValue?
        repeat {
            var args: JSONObject = ["limit": 1_000]
            args["cursor"] = cursor
            let result = try ask("gateway.agents.list", args)
            let agents = result?["agents"]?.array ?? []
            #expect(!agents.isEmpty)
            #expect(JSONValue.array(agents).canonicalBytes().count <= 524_288)
            seen += agents.compactMap { $0.object?["did"] }
            cursor = result?["cursor"]
        } while cursor != nil
        #expect(seen.count == 6)
    }
}
