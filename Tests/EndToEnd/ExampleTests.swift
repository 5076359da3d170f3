// SPDX-License-Identifier: MIT

import AIConexusSDK
import AIConexusTransport
import Foundation
import Testing

@Suite("Examples, as their READMEs say", .timeLimit(.minutes(1)))
struct ExampleTests {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(path: "Examples")

    /// The lines under "What you should see".
    private static func expectedLines(_ example: String) throws -> [String] {
        let text = try String(contentsOf: folder.appending(path: "\(example)/README.md"), encoding: .utf8)
        let section = try #require(text.components(separatedBy: "## What you should see").last)
        let block = try #require(section.components(separatedBy: "```").dropFirst().first)
        return block.split(separator: "\n").map(String.init)
    }

    /// Whether a line is the expected one; words with `…` and times stand for any word.
    private static func matches(_ line: String, _ expected: String) -> Bool {
        let words = line.split(separator: " ")
        let expectedWords = expected.split(separator: " ")
        return words.count == expectedWords.count
            && zip(words, expectedWords).allSatisfy { word, expected in
                word == expected || expected.contains("…") || expected.hasSuffix("Z")
            }
    }

    @Test(
        "prints what its README shows, and ends well",
        arguments: [
            "HelloWorld", "StreamingCounter", "Negotiation", "MessageExchange", "PeerToPeer", "FileTransfer",
        ]
    )
    func example(name: String) async throws {
        try await LiveGateway.with { gateway in
            let program = try RunningProgram(name, environment: ["AICONEXUS_GATEWAY": "\(gateway.url)"])
            let (output, status) = try await program.waitForEnd()
            var expected = try Self.expectedLines(name)
            // Agents that speak at the same time may be heard in any order.
            for line in output.split(separator: "\n") {
                let index = try #require(
                    expected.firstIndex { Self.matches(String(line), $0) },
                    "unexpected: \(line)"
                )
                expected.remove(at: index)
            }
            #expect(expected.isEmpty, "missing: \(expected)")
            #expect(status == 0)
        }
    }

    @Test("the README's agent does what it says, and is found by the README's visitor")
    func readmeAgent() async throws {
        try await LiveGateway.with { gateway in
            let program = try RunningProgram("ReadmeAgent", environment: ["AICONEXUS_GATEWAY": "\(try gateway.url)"])
            defer { program.kill() }
            try await gateway.agent("visitor").whileRunning { visitor in
                var found: [RemoteAgent] = []
                while found.isEmpty { found = try await visitor.find(capability: "text.upper") }
                let answer = try await found[0].request("text.upper", ["text": "hello"])
                #expect(answer.output == ["text": "HELLO"])
            }
        }
    }

    /// Stands in for a model's server: answers a chat with its last message, word by word, as Ollama does.
    private static func serveModel(_ channel: any ByteChannel) {
        HTTPServerSession(channel) { request, exchange in
            guard request.target.path == "/v1/chat/completions", request.headers[.authorization] == "Bearer secret",
                let body = try? JSONValue(parsing: request.body.span).object,
                let question = body["messages"]?.array?.last?.object?["content"]?.string
            else { return exchange.respond(HTTPResponse(.unauthorized)) }
            exchange.begin(.ok, [.contentType: "text/event-stream"])
            var events: [UInt8] = []
            for word in question.split(separator: " ") {
                let chunk: JSONObject = ["choices": [["delta": ["content": .string("\(word) ")], "index": 0]]]
                ServerSentEvent(chunk.canonicalText).append(to: &events)
            }
            ServerSentEvent("[DONE]").append(to: &events)
            exchange.send(events.span)
            exchange.finish()
        }
        .start()
    }

    @Test("LLMAgent streams what the model says, and tells when it says no")
    func languageModel() async throws {
        try await EventLoop.with { loop in
            let port = try await loop.run {
                try Listener(at: SocketAddress(.loopbackV4, port: 0), on: loop) { Self.serveModel($0) }.address.port
            }
            try await LiveGateway.with { gateway in
                for (key, isGood) in [("secret", true), ("wrong", false)] {
                    let environment = [
                        "AICONEXUS_GATEWAY": "\(try gateway.url)", "LLM_URL": "http://127.0.0.1:\(port)/v1",
                        "LLM_MODEL": "parrot", "LLM_API_KEY": key,
                    ]
                    let program = try RunningProgram("LLMAgent", environment: environment)
                    defer { program.kill() }
                    let banner = try await program.waitForOutput("offers")
                    #expect(banner.contains("offers chat.complete with parrot"))
                    try await gateway.agent("asker").whileRunning { asker in
                        let model = try #require(try await asker.find(capability: "chat.complete").first)
                        let chat: JSONObject = ["messages": [["role": "user", "content": "say this again"]]]
                        var words = ""
                        do {
                            for try await part in model.requestStream("chat.complete", chat) {
                                words += part.object?["text"]?.string ?? ""
                            }
                            #expect(isGood && words == "say this again ")
                        } catch let error as CallError {
                            #expect(!isGood && error.agentCode == "MODEL_REFUSED")
                        }
                    }
                }
            }
        }
    }
}
