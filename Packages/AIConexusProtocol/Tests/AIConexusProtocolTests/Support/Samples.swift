// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport

/// Keys and messages that many tests use; the same in every run.
enum Samples {
    static let alice = SigningKey(seed: Array(repeating: 0xA1, count: 32).span)
    static let bob = SigningKey(seed: Array(repeating: 0xB2, count: 32).span)
    static let now = Timestamp("2026-11-21T10:15:30.250Z") ?? Timestamp(secondsSinceEpoch: 0)
    static let id = MessageID(high: 0x7F0C_9A3E_5B1D_4C62, low: 0x9D43_8A1F_6E2B_7C90)
    static let otherID = MessageID(high: 0x1111_2222_3333_4444, low: 0x8555_6666_7777_8888)
    static let nonce: Nonce = {
        guard let nonce = Nonce(bytes: Array(0..<32)) else { preconditionFailure("a nonce has 32 bytes") }
        return nonce
    }()

    /// A message from Alice to Bob, made now.
    static func envelope(_ payload: Payload, id: MessageID = id) -> Envelope {
        Envelope(id: id, timestamp: now, from: alice.did, to: bob.did, payload: payload)
    }

    /// The signed text of a message from Alice to Bob, with members replaced (or, by `nil`, taken away) before signing.
    static func signed(_ payload: Payload, replacing members: [JSONName: JSONValue?] = [:]) throws -> [UInt8] {
        var object = envelope(payload).json
        for (name, value) in members { object[name] = value }
        return try MessageSigner(key: alice).sign(object)
    }

    /// The text of a message with a signature of zeros: for what is refused before signatures are looked at.
    static func unsigned(_ payload: Payload, replacing members: [JSONName: JSONValue?] = [:]) -> [UInt8] {
        var object = envelope(payload).json
        object["signature"] = .string(String(repeating: "A", count: 86) + "==")
        for (name, value) in members { object[name] = value }
        return JSONValue.object(object).canonicalBytes()
    }

    /// One payload of every shape, with every member set.
    static var payloads: [Payload] {
        var request = ExecRequest(capability: "text.upper", args: ["text": "hé"])
        request.timeout = .seconds(5)
        request.stream = true
        request.window = 8
        request.idleTimeout = .zero
        request.idempotencyKey = "k-1"
        request.attempt = 0
        request.fence = "f"
        request.parent = "p"
        request.origin = "{}"
        var response = ExecResponse(status: .success, result: ["text": "HÉ", "n": [1, 2.5, .null]])
        response.sequence = 3
        response.executionTimeMilliseconds = 1.25
        response.streamURL = "https://example.org/s"
        var failure = ExecResponse(status: .error)
        failure.error = "no such file"
        failure.code = .agentError
        return [
            .unregister(Unregister(reason: "draining", reconnectAfter: .milliseconds(1500))),
            .offer(Offer(sdp: "v=0\r\n")), .answer(Answer(sdp: "v=0\r\n")),
            .iceCandidate(ICECandidateMessage(candidate: "", mediaID: "0", mediaLineIndex: 0)),
            .intent(.naturalLanguage("extract clauses", context: "French")),
            .intent(.structured(task: "extract", params: ["file": "a.pdf"])),
            .intent(.answer(.counter, requiredInput: "pdf", cost: "0.50 EUR", contract: ["days": 2])),
            .execRequest(request), .execRequest(ExecRequest()), .execResponse(response), .execResponse(failure),
            .execResponse(ExecResponse(status: .partial, result: .null)),
            .error(
                ErrorReport(
                    code: .rateLimited,
                    message: "slow down",
                    details: ["limit": 200],
                    retryable: true,
                    retryAfter: .milliseconds(250)
                )
            ),
            .ping(Heartbeat(sequence: 1, nonce: "x", load: 0.25, slots: 3)), .pong(Heartbeat()),
            .register(register), .registration(registration),
        ]
    }

    static var register: Register {
        var upper = CapabilityDescriptor(id: capability("text.upper"), description: "Upper case", tags: ["text"])
        upper.inputSchema = ["type": "object"]
        upper.outputSchema = ["type": "object"]
        upper.cost = CapabilityDescriptor.Cost(amount: "0.50", currency: "EUR")
        upper.concurrency = 4
        upper.semantics = .atMostOnce
        upper.streaming = true
        upper.annotations = ["x": .null]
        return Register(
            publicKey: alice.publicKey,
            nonce: nonce,
            clientNonce: nonce,
            audience: "gateway.example:443",
            instance: otherID,
            agent: AgentCard(name: "Alice", description: "d", version: "1", url: "https://example.org"),
            capabilities: [upper, CapabilityDescriptor(id: capability("ping"), description: "")]
        )
    }

    static var registration: Registration {
        Registration(
            publicKey: alice.publicKey,
            nonce: nonce,
            session: "s-1",
            epoch: 1_795_256_130_250,
            heartbeatInterval: .seconds(30),
            limits: .init(maximumMessageByteCount: 1_048_576, messagesPerSecond: 200),
            iceServers: [
                ICEServer(urls: ["stun:stun.example:3478"]),
                ICEServer(urls: ["turn:t.example"], username: "u", credential: "c", expires: now),
            ]
        )
    }

    static func capability(_ text: String) -> CapabilityID {
        guard let id = CapabilityID(text) else { preconditionFailure("\(text) is no capability id") }
        return id
    }
}
