// SPDX-License-Identifier: MIT

import AIConexusSDK
import Glibc

/// Offers a language model to other agents, as the capability `chat.complete`.
@main
enum LLMAgent {
    static func main() async throws {
        let model = try ChatModel.fromEnvironment()
        let agent = Agent(
            name: "llm",
            description: "Completes chats with \(model.name).",
            gateway: try .fromEnvironment()
        )
        // A model on one machine answers one after another; the rest is told that it is busy, at once.
        let options = CapabilityOptions(
            concurrency: 1,
            tags: ["llm", "chat"],
            annotations: ["model": .string(model.name)]
        )
        try agent.serve("chat.complete", "Completes a chat.", streaming: Fragment.self, options: options) {
            (chat: Chat, _, fragments) in
            try await model.complete(chat) { text in try await fragments.send(Fragment(text: text)) }
        }
        agent.onError { print("llm  \($0)") }
        try await agent.start()
        print("llm  \(agent.did) offers chat.complete with \(model.name)")
        // A program that reads this through a pipe wants to see it now.
        fflush(nil)
        try await agent.run()
    }
}

/// What is asked: the messages so far.
struct Chat: Codable, Sendable {
    struct Message: Codable, Sendable {
        enum Role: String, Codable, CaseIterable, Sendable {
            case system, user, assistant
        }

        var role: Role
        var content: String
    }

    var messages: [Message]
    var temperature: Double?
}

/// A piece of the answer, a word or less.
struct Fragment: Codable, Sendable {
    var text: String
}
