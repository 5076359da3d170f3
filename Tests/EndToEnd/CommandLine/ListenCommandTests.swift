// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusSDK
import Foundation
import Testing

@Suite("aiconexus listen and intent", .serialized, .timeLimit(.minutes(1)))
struct ListenCommandTests {
    @Test("each message is printed, and nobody who asks has to wait")
    func listen() async throws {
        try await LiveGateway.with { gateway in
            try await gateway.running(["listen", "--name", "ear"]) { ear, greeting in
                let did = try await gateway.onlyAgent()
                #expect(greeting == "listening as \(did) at \(try gateway.url)")
                let intent = try await gateway.run(["intent", "--to", did, "sing"])
                #expect(intent.output == "declined\n")
                #expect(intent.status == 1)
                let line = try #require(try await ear.line())
                #expect(line.contains(" INTENT from did:key:"))
                #expect(line.hasSuffix(#" {"query":"sing"}"#))

                let call = try await gateway.run(["call", "--to", did, "sing"])
                #expect(call.errors.contains("UNKNOWN_CAPABILITY: this agent only listens"))
                #expect(call.status == 4)
                #expect(try await ear.line()?.contains(" EXEC_REQUEST from did:key:") == true)
                ear.signal(SIGINT)
                let end = try await ear.end()
                #expect(end.status == 130)
                #expect(end.errors == "")
            }
        }
    }

    @Test("with --json the line is the message; after so many the listener ends")
    func json() async throws {
        try await LiveGateway.with { gateway in
            try await gateway.running(["listen", "--json", "-n", "1"]) { ear, greeting in
                let did = try #require(try JSONValue(parsing: Array(greeting.utf8).span).object?["did"]?.string)
                _ = try await gateway.run(["intent", "--to", did, "--task", "sing", "--params", #"{"loud": true}"#])
                let end = try await ear.end()
                #expect(end.status == 0)
                let message = try #require(try JSONValue(parsing: Array(end.output.utf8).span).object)
                #expect(message["type"] == "INTENT")
                #expect(message["to"] == .string(did))
                #expect(message["payload"] == ["task": "sing", "params": ["loud": true]])
            }
        }
    }

    @Test("an answer to an intent is printed with its terms")
    func intent() async throws {
        try await LiveGateway.with { gateway in
            let singer = try gateway.agent("singer")
            singer.onIntent { intent, _ in
                .answer(
                    .counter,
                    requiredInput: "which song?",
                    cost: "0.50 EUR",
                    contract: ["asked": .string(intent.query ?? "")]
                )
            }
            try await singer.whileRunning { singer in
                let end = try await gateway.run(["intent", "--to", "\(singer.did)", "sing"])
                #expect(
                    end.output
                        == "counter\nwants to know: which song?\ncost: 0.50 EUR\nterms: {\"asked\":\"sing\"}\n"
                )
                #expect(end.status == 0)
                let json = try await gateway.run(["intent", "--json", "--to", "\(singer.did)", "sing"]).output
                let object = try #require(try JSONValue(parsing: Array(json.utf8).span).object)
                #expect(object["status"] == "counter")
                #expect(object["contract"] == ["asked": "sing"])
            }
        }
    }

    @Test(
        "an intent that says nothing, or too much, is asked wrongly",
        arguments: [
            ([], "missing TEXT, or --task NAME"), (["--params", "{}", "sing"], "--params JSON belongs to --task NAME"),
            (["--task", "sing", "sing"], "--task NAME excludes TEXT"),
            (["--task", "sing", "--params", "[]"], "--params JSON must be an object"),
        ] as [([String], String)]
    )
    func usage(_ options: [String], _ complaint: String) async throws {
        let end = try await CommandProcess(["intent", "--to", "\(SigningKey().did)"] + options).end()
        #expect(end.errors.contains(complaint), "\(end.errors)")
        #expect(end.status == 2)
    }
}
