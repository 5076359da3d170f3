// SPDX-License-Identifier: MIT

import AIConexusSDK

/// One of two agents that connect to each other at the same moment, in two processes.
///
/// It prints `{"did"}`, reads the other's DID as a line, connects, calls, and prints `{"calls": {path: count},
/// "reason"?}`. It serves until standard input ends.
enum BothAtOnce {
    private struct WrongAnswer: Error {}

    private static let callCount = 50

    static func run(_ configuration: AgentConfiguration) async throws {
        let agent = Agent(AgentCard(name: "both"), configuration: configuration)
        try agent.serve("both.echo", options: CapabilityOptions(concurrency: 100)) { (input: [String: Int], _) in input
        }
        try await agent.whileRunning { agent in
            DirectSoak.say(JSONValue.object(["did": .string(agent.did.description)]).canonicalText)
            guard let line = await DirectSoak.nextLine() else { return }
            let report = try await call(agent.remote(DID(line)))
            DirectSoak.say(JSONValue.object(report).canonicalText)
            while await DirectSoak.nextLine() != nil {}
        }
    }

    private static func call(_ other: RemoteAgent) async throws -> JSONObject {
        var report = JSONObject()
        do {
            try await other.connectDirectly()
        } catch let error as CallError {
            report["reason"] = .string((error.cause as? DirectPathFailure)?.rawValue ?? error.message)
        }
        var paths: [CallPath: Int] = [:]
        for number in 0..<callCount {
            let input = ["number": number]
            let answer = try await other.callForResult("both.echo", input, returning: [String: Int].self)
            guard answer.output == input else { throw WrongAnswer() }
            paths[answer.path, default: 0] += 1
        }
        report["calls"] = .object(
            paths.reduce(into: JSONObject()) { object, path in
                object[JSONName(path.key.rawValue)] = .number(JSONNumber(integerLiteral: path.value))
            }
        )
        return report
    }
}
