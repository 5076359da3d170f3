// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol
internal import AIConexusSDK

/// Who plays in the demo.
enum DemoPart: String, CaseIterable, Sendable {
    case alice
    case bob

    var other: DemoPart { self == .alice ? .bob : .alice }

    /// What the part offers.
    var capability: String {
        switch self {
        case .alice: "text.upper"
        case .bob: "numbers.count"
        }
    }
}

/// One of the demo's two agents, with the SDK as everybody has it.
struct DemoAgent: Sendable {
    struct Text: Codable {
        var text: String
    }

    struct Count: Codable {
        var to: Int
    }

    /// How long a direct path may take before the agents do without.
    private static let patience = Duration.seconds(10)

    private let part: DemoPart
    private let agent: Agent
    private let console: Console
    /// Told once when the other agent has all it wanted.
    private let farewell = Farewell()

    init(_ part: DemoPart, at url: String, _ console: Console) throws(GatewayError) {
        self.part = part
        self.console = console
        agent = Agent(name: part.rawValue, description: "Plays in the demo.", gateway: try GatewayURL(url))
    }

    func run() async throws -> ExitStatus {
        try declare()
        try await agent.whileRunning { agent in
            try say("is registered as \(agent.did)")
            let other = try await find()
            try say("has found \(part.other.rawValue), who offers \(part.other.capability)")
            switch part {
            case .alice: try await playAlice(other)
            case .bob: try await playBob(other)
            }
            let _: Nothing = try await other.call("demo.done")
            await farewell.wait()
        }
        try say("has left")
        return .success
    }

    private func declare() throws {
        switch part {
        case .alice:
            try agent.serve("text.upper", "Turns text into upper case.") { (input: Text, _) in
                Text(text: input.text.uppercased())
            }
        case .bob:
            try agent.serve("numbers.count", "Counts aloud.", streaming: Int.self) { (count: Count, _, numbers) in
                for number in 1...max(count.to, 1) {
                    try await numbers.send(number)
                    try await Task.sleep(for: .milliseconds(120))
                }
            }
            agent.onIntent { intent, _ in
                intent.task == "numbers.count" ? .answer(.accepted, cost: "nothing") : .answer(.declined)
            }
        }
        try agent.serve("demo.done", "Says that nothing more is wanted.") { [farewell] (_: Nothing, _) in
            await farewell.said()
            return Nothing()
        }
    }

    /// Waits until the other agent is there.
    private func find() async throws -> RemoteAgent {
        for try await event in agent.watch(capability: part.other.capability) {
            switch event {
            case .snapshot(let agents): if let found = agents.first { return agent.remote(found.did) }
            case .joined(let found), .changed(let found): return agent.remote(found.did)
            case .left: continue
            }
        }
        throw CancellationError()
    }

    private func playAlice(_ bob: RemoteAgent) async throws {
        let answer = try await bob.negotiate(.structured(task: "numbers.count", params: ["to": 10]))
        try say("asks bob to count to ten: \(answer.status.rawValue), it costs \(answer.cost ?? "nothing")")
        let start = await bob.path().path
        var heard: [String] = []
        for try await number in try bob.stream("numbers.count", Count(to: 10), of: Int.self) {
            heard.append("\(number)")
            if number % 5 == 0 { try say("hears \(heard.suffix(5).joined(separator: " "))") }
        }
        try say(
            "has heard it all; the stream began by \(start.rawValue) and ended by \(await bob.path().path.rawValue)"
        )
    }

    private func playBob(_ alice: RemoteAgent) async throws {
        let clock = ContinuousClock()
        let start = clock.now
        var last: CallPath?
        repeat {
            let answer = try await alice.callForResult(
                "text.upper",
                Text(text: "hello"),
                returning: Text.self
            )
            if answer.path != last {
                let milliseconds = answer.roundTripTime / .milliseconds(1)
                try say(
                    "calls text.upper: \(answer.output.text), by \(answer.path.rawValue), in \(milliseconds.rounded()) ms"
                )
                last = answer.path
            }
            try await Task.sleep(for: .milliseconds(50))
        } while last == .relay && clock.now - start < Self.patience
        if last == .relay {
            let reason = await alice.path().failure?.summary ?? "it was not ready in time"
            try say("stays with the gateway: \(reason)")
        }
    }

    private func say(_ text: String) throws(CommandError) {
        try console.announce(text)
    }
}

/// Waits for one word.
private actor Farewell {
    private var isSaid = false
    private var waiting: CheckedContinuation<Void, Never>?

    func said() {
        isSaid = true
        waiting?.resume()
        waiting = nil
    }

    func wait() async {
        guard !isSaid else { return }
        await withCheckedContinuation { waiting = $0 }
    }
}
