// SPDX-License-Identifier: MIT

import AIConexusSDK

// The programs that README.md and the articles of AIConexusSDK show. What stands between two marks is compared with the
// text there, without its indentation; the functions are compiled, and those that end are run.

struct Text: Codable {
    var text: String
}

enum SDKSamples {
    static func landingPage() async throws {
        // sample: begin
        struct Text: Codable {
            var text: String
        }

        let agent = Agent(name: "shouter")
        try agent.serve("text.upper", "Turns text into upper case.") { (input: Text, _) in
            Text(text: input.text.uppercased())
        }
        try await agent.run()
        // sample: end
    }

    static func offer() async throws {
        // sample: begin
        struct Text: Codable {
            var text: String
        }

        let shouter = Agent(name: "shouter", description: "Makes text loud.")
        try shouter.serve("text.upper", "Turns text into upper case.") { (input: Text, context) in
            Text(text: input.text.uppercased())
        }
        // sample: end
        // sample: begin
        try await shouter.run()
        // sample: end
    }

    static func visit() async throws {
        // sample: begin
        try await withAgent(name: "visitor") { agent in
            guard let shouter = try await agent.find(capability: "text.upper").first else { return }
            let answer: Text = try await shouter.call("text.upper", Text(text: "hello"))
            print(answer.text)
        }
        // sample: end
    }

    static func parts(_ shouter: Agent, _ remote: RemoteAgent) async throws {
        // sample: begin
        try shouter.serve("text.spell", "Spells a text.", streaming: String.self) { (input: Text, context, letters) in
            for letter in input.text { try await letters.send(String(letter)) }
        }
        // sample: end
        // sample: begin
        for try await letter in try remote.stream("text.spell", Text(text: "hello"), of: String.self) {
            print(letter)
        }
        // sample: end
    }

    static func refusal(_ shouter: Agent) throws {
        // sample: begin
        try shouter.serve("text.title") { (input: Text, _) in
            guard !input.text.isEmpty else { throw HandlerError("EMPTY", "there is no text") }
            return Text(text: input.text.prefix(1).uppercased() + input.text.dropFirst())
        }
        // sample: end
    }

    static func identity() throws {
        // sample: begin
        let key = try KeyFile.read(path: "agent.key")
        let agent = Agent(name: "shouter", key: key)
        // sample: end
        _ = agent
    }

    static func watch(_ agent: Agent) async throws {
        // sample: begin
        for try await event in agent.watch(capability: "text.upper") {
            switch event {
            case .snapshot(let agents): print("\(agents.count) agents")
            case .joined(let agent), .changed(let agent): print("\(agent.name ?? "somebody") is there")
            case .left(let did): print("\(did) has gone")
            }
        }
        // sample: end
    }

    static func result(_ remote: RemoteAgent) async throws {
        // sample: begin
        let answer = try await remote.callForResult("text.upper", Text(text: "hello"), returning: Text.self) {
            progress in
            print(progress.message ?? "")
        }
        print("\(answer.output.text) by \(answer.path.rawValue) in \(answer.roundTripTime)")
        // sample: end
    }

    static func failure(_ remote: RemoteAgent) async throws {
        // sample: begin
        do {
            let answer: Text = try await remote.call("text.upper", Text(text: "hello"), timeout: .seconds(5))
            print(answer.text)
        } catch let error as CallError {
            switch error.code {
            case .unknownAgent, .unknownCapability: print("look for another agent")
            case .agentError: print("it failed: \(error.agentCode ?? ""), \(error.message)")
            case .outcomeUnknown, .timeout: print("it may or may not have been done")
            case _ where error.isRetryable: print("later, in \(error.retryAfter ?? .seconds(1))")
            default: print(error)
            }
        }
        // sample: end
    }

    static func idempotency(_ remote: RemoteAgent) async throws {
        // sample: begin
        let options = CallOptions(idempotencyKey: "invoice 4711")
        let receipt: Text = try await remote.call("invoice.pay", Text(text: "4711"), options: options)
        // sample: end
        _ = receipt
    }

    static func negotiation(_ remote: RemoteAgent) async throws {
        // sample: begin
        let answer = try await remote.negotiate(.structured(task: "text.translate", params: ["words": 900]))
        if answer.status == .accepted { print("for \(answer.cost ?? "nothing")") }
        // sample: end
    }

    static func withoutCalls(_ peer: DID) async throws {
        // sample: begin
        try await withGatewayClient(key: SigningKey(), card: AgentCard(name: "monitor")) { client in
            let question = try await client.send(.intent(.naturalLanguage("Anyone there?")), to: peer)
            for await message in client.messages where message.correlationID == question {
                print("\(message.from) answers: \(message.payload)")
                break
            }
        }
        // sample: end
    }

    static func handlers(_ client: GatewayClient) async throws {
        // sample: begin
        await client.onError { error in print("monitor: \(error)") }
        await client.onMessage { message in
            guard case .intent(let intent) = message.payload, intent.query != nil else { return }
            try await client.send(.intent(.answer(.declined)), to: message.from, answering: message.id)
        }
        // sample: end
    }

    static func states(_ client: GatewayClient) async {
        // sample: begin
        for await state in await client.states {
            switch state {
            case .connected(let session): print("connected to \(session.gateway)")
            case .connecting(_, let reason?): print("trying again: \(reason.message)")
            case .error(let error): print("given up: \(error.message)")
            case .connecting, .disconnecting, .disconnected: continue
            }
        }
        // sample: end
    }

    static func directly(_ remote: RemoteAgent) async throws {
        // sample: begin
        var options = CallOptions()
        options.paths = .directRequired
        let answer: Text = try await remote.call("text.upper", Text(text: "hello"), options: options)
        // sample: end
        _ = answer
        // sample: begin
        let report = await remote.path()
        print(report.path.rawValue, report.failure?.summary ?? "")
        // sample: end
    }
}
