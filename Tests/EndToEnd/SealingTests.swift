// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusSDK
import Testing

@Suite("Sealed payloads, on the wire", .timeLimit(.minutes(1)))
struct SealingTests {
    /// A word that must not be read on the way.
    private static let secret = "xylophone-4711"

    /// An agent that repeats, streams, fails and negotiates, each time with the secret in its answer.
    private static func prepare(_ agent: Agent) throws {
        func descriptor(_ id: String) throws -> CapabilityDescriptor {
            CapabilityDescriptor(id: try #require(CapabilityID(id)), description: "A capability of a test.")
        }
        try agent.serve(descriptor("repeat")) { args, context in
            context.report(progress: 0.5, secret)
            return .object(args)
        }
        try agent.serveStream(descriptor("stream")) { args, _, parts in
            for _ in 0..<3 { try await parts.send(.object(args)) }
        }
        try agent.serve(descriptor("fail")) { _, _ in
            throw HandlerError("SECRET", secret, details: ["word": .string(secret)])
        }
        agent.onIntent { intent, _ in .answer(.counter, requiredInput: intent.query, cost: secret) }
    }

    /// Everything that two agents can say to each other, sealed or not.
    private static func converse(_ remote: RemoteAgent, _ sealing: CallOptions.Sealing) async throws {
        let args: JSONObject = ["word": .string(secret)]
        let options = CallOptions(sealing: sealing)
        let answer = try await remote.request("repeat", args, options: options) { _ in }
        #expect(answer.output == .object(args))
        var count = 0
        for try await part in remote.requestStream("stream", args, options: options) {
            #expect(part == .object(args))
            count += 1
        }
        #expect(count == 3)
        await #expect(throws: CallError.self) { try await remote.request("fail", args, options: options) }
        let intent = try await remote.negotiate(.naturalLanguage(secret), sealing: sealing)
        #expect(intent.requiredInput == secret && intent.cost == secret)
    }

    @Test(
        "what is sealed is nowhere in what the gateway receives; what is not, is",
        arguments: [.automatic, .required, .off] as [CallOptions.Sealing]
    )
    func matrix(_ sealing: CallOptions.Sealing) async throws {
        let isSealed = sealing != .off
        try await LiveGateway.with { gateway in
            try await WireTap.with(gateway) { tap, port in
                let configuration = AgentConfiguration(
                    gateway: GatewayConfiguration(try GatewayURL("ws://127.0.0.1:\(port)/ws"))
                )
                let callee = Agent(AgentCard(name: "callee"), configuration: configuration)
                let caller = Agent(AgentCard(name: "caller"), configuration: configuration)
                try Self.prepare(callee)
                try await callee.whileRunning { callee in
                    try await caller.whileRunning { caller in
                        try await Self.converse(caller.remote(callee.did), sealing)
                    }
                }
                let texts = await tap.sentTexts()
                #expect(texts.count >= 15)
                #expect(texts.contains { $0.contains(Self.secret) } == !isSealed)
                #expect(texts.contains { $0.contains(#""box""#) } == isSealed)
            }
        }
    }

    @Test("a callee that restarted with the same key is called again with its new key")
    func restart() async throws {
        try await LiveGateway.with { gateway in
            let key = SigningKey()
            try await gateway.agent("caller").whileRunning { caller in
                let remote = caller.remote(key.did)
                for _ in 0..<3 {
                    let callee = try gateway.agent("callee", key: key)
                    try Self.prepare(callee)
                    try await callee.whileRunning { _ in
                        let answer = try await remote.request("repeat", options: CallOptions(sealing: .required))
                        #expect(answer.output == [:])
                    }
                }
            }
        }
    }
}
