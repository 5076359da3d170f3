// SPDX-License-Identifier: MIT

import AIConexusSDK
import AIConexusTransport
import Glibc

/// A language model behind an HTTP endpoint that speaks OpenAI's chat completions, such as a local Ollama.
struct ChatModel: Sendable {
    /// The model's name at the endpoint.
    let name: String
    private let endpoint: ServerURL
    private let key: String?
    private let client: HTTPClient

    /// The model that `LLM_URL`, `LLM_MODEL` and `LLM_API_KEY` name; a local Ollama without them.
    static func fromEnvironment() throws -> ChatModel {
        func variable(_ name: String) -> String? { unsafe getenv(name).map { unsafe String(cString: $0) } }
        let base = variable("LLM_URL") ?? "http://127.0.0.1:11434/v1"
        guard let endpoint = ServerURL("\(base)/chat/completions") else {
            throw HandlerError("BAD_URL", "LLM_URL is no URL: \(base)")
        }
        return ChatModel(
            name: variable("LLM_MODEL") ?? "llama3.2",
            endpoint: endpoint,
            key: variable("LLM_API_KEY"),
            client: HTTPClient(on: .agents, tls: endpoint.isSecure ? try TLSContext(.client()) : nil)
        )
    }

    /// Has a chat completed.
    ///
    /// - Parameters:
    ///   - chat: the messages so far.
    ///   - receive: is given the answer piece by piece; while it waits, so does the model.
    /// - Throws: ``HandlerError`` when the model cannot be had, and what `receive` throws.
    func complete(_ chat: Chat, _ receive: (String) async throws -> Void) async throws {
        let body = try JSONValueEncoder().encode(
            Request(model: name, messages: chat.messages, temperature: chat.temperature)
        )
        var headers: HTTPHeaders = [.contentType: "application/json"]
        headers[.authorization] = key.map { "Bearer \($0)" }
        let bytes = body.canonicalBytes()
        do {
            try await client.stream(.post, to: endpoint, headers: headers, body: bytes) { status, _, parts in
                guard status == .ok else {
                    throw HandlerError(
                        "MODEL_REFUSED",
                        "the model's server answered \(status)",
                        isRetryable: status.code >= 500
                    )
                }
                try await read(parts, receive)
            }
        } catch let error as TransportError {
            throw HandlerError("MODEL_UNREACHABLE", error.message, isRetryable: true)
        }
    }

    private func read(_ parts: HTTPBodyParts, _ receive: (String) async throws -> Void) async throws {
        var reader = ServerSentEventReader()
        for try await part in parts {
            for event in try reader.received(part) {
                guard event.data != "[DONE]" else { return }
                let chunk = try JSONValueDecoder().decode(Chunk.self, from: JSONValue(parsing: event.data))
                if let text = chunk.choices.first?.delta.content, !text.isEmpty { try await receive(text) }
            }
        }
        throw HandlerError("MODEL_BROKE_OFF", "the model's answer has no end", isRetryable: true)
    }

    private struct Request: Encodable {
        var model: String
        var messages: [Chat.Message]
        var temperature: Double?
        var stream = true
    }

    private struct Chunk: Decodable {
        struct Choice: Decodable {
            struct Delta: Decodable {
                var content: String?
            }

            var delta: Delta
        }

        var choices: [Choice]
    }
}
