// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusSDK
import Foundation
import Testing

@Suite("aiconexus agents, watch, ping", .serialized, .timeLimit(.minutes(1)))
struct DirectoryCommandTests {
    /// Runs two agents, one of them with a capability.
    private func withAgents(_ body: (LiveGateway, _ shouter: Agent, _ other: Agent) async throws -> Void) async throws {
        try await LiveGateway.with { gateway in
            let shouter = try gateway.agent("shouter")
            var descriptor = CapabilityDescriptor(
                id: try #require(CapabilityID("text.upper")),
                description: "Shouts \u{1B}[2J.",
                tags: ["loud"]
            )
            descriptor.inputSchema = ["type": "object"]
            try shouter.serve(descriptor) { _, _ in .null }
            let other = try gateway.agent("other")
            try await shouter.whileRunning { _ in
                try await other.whileRunning { _ in try await body(gateway, shouter, other) }
            }
        }
    }

    @Test("the list is a table, or one line of JSON")
    func list() async throws {
        try await withAgents { gateway, shouter, other in
            let table = try await gateway.run(["agents"]).output.split(separator: "\n").map(String.init)
            #expect(table.count == 3)
            #expect(table[0].split(separator: " ") == ["NAME", "FREE", "CAPABILITIES", "DID"])
            #expect(table.contains { $0.hasPrefix("shouter ") && $0.hasSuffix(" text.upper    \(shouter.did)") })
            #expect(table.contains { $0.hasPrefix("other ") && $0.hasSuffix(" \(other.did)") })

            let json = try await gateway.run(["agents", "--json", "--capability", "text.upper"]).output
            let object = try #require(try JSONValue(parsing: Array(json.utf8).span).object)
            #expect(object["count"] == 1)
            #expect(object["agents"]?.array?.first?.object?["did"] == .string(shouter.did.description))

            let none = try await gateway.run(["agents", "--text", "no such text"])
            #expect(none.output.split(separator: "\n").count == 1)
            #expect(none.status == 0)
        }
    }

    @Test("one agent is shown with all that it says, which cannot steer the terminal")
    func one() async throws {
        try await withAgents { gateway, shouter, _ in
            let text = try await gateway.run(["agents", "\(shouter.did)"]).output
            #expect(text.contains("text.upper  Shouts \\u{1B}[2J."))
            #expect(text.contains("tags: loud"))
            #expect(text.contains(#"input  {"type":"object"}"#))
            let json = try await gateway.run(["agents", "--json", "\(shouter.did)"]).output
            let object = try #require(try JSONValue(parsing: Array(json.utf8).span).object)
            #expect(object["name"] == "shouter")
            #expect(object["capabilities"]?.array?.count == 1)

            let absent = try await gateway.run(["agents", "\(SigningKey().did)"])
            #expect(absent.errors.contains("UNKNOWN_AGENT"))
            #expect(absent.status == 4)
        }
    }

    @Test("those that are there are told first, then who comes and goes, until Ctrl-C")
    func watch() async throws {
        try await withAgents { gateway, shouter, _ in
            try await gateway.running(["watch", "--capability", "text.upper"]) { watch, first in
                #expect(first == "= \(shouter.did) 'shouter' text.upper")
                try await gateway.serving(["-c", "text.upper", "--name", "second", "--", "cat"]) { server in
                    let second = try #require(try await watch.line())
                    #expect(second.hasPrefix("+ did:key:"))
                    #expect(second.hasSuffix(" 'second' text.upper"))
                    server.signal(SIGTERM)
                    #expect(try await watch.line() == "- \(second.split(separator: " ")[1])")
                }
                watch.signal(SIGINT)
                let end = try await watch.end()
                #expect(end.status == 130)
                #expect(end.errors == "")
            }
        }
    }

    @Test("a watch as JSON begins with everybody")
    func watchAsJSON() async throws {
        try await withAgents { gateway, _, _ in
            try await gateway.running(["watch", "--json"]) { _, first in
                let object = try #require(try JSONValue(parsing: Array(first.utf8).span).object)
                #expect(object["event"] == "snapshot")
                #expect(object["agents"]?.array?.count == 2)
            }
        }
    }

    @Test("a watch goes on when the gateway was away")
    func watchOverRestart() async throws {
        let gateway = try await LiveGateway.start()
        defer { gateway.kill() }
        let watch = try CommandProcess(["watch", "--json"], environment: gateway.environment)
        defer { watch.kill() }
        #expect(try await watch.line() == #"{"agents":[],"event":"snapshot"}"#)
        gateway.kill()
        let next = try await LiveGateway.start(port: gateway.port)
        defer { next.kill() }
        #expect(try await watch.line() == #"{"agents":[],"event":"snapshot"}"#)
    }

    @Test("a ping goes to the gateway or to an agent, and is summed up")
    func ping() async throws {
        try await withAgents { gateway, shouter, _ in
            let end = try await gateway.run(["ping", "-c", "2", "-i", "0"])
            let lines = end.output.split(separator: "\n")
            #expect(lines.count == 3)
            #expect(lines[0].hasPrefix("pong from \(gateway.did): "))
            #expect(lines[2].hasPrefix("2 sent, 2 answered; least "))
            #expect(end.status == 0)

            let json = try await gateway.run(["ping", "--json", "-c", "1", "\(shouter.did)"]).output
            let summary = try #require(json.split(separator: "\n").last)
            let object = try #require(try JSONValue(parsing: Array(summary.utf8).span).object)
            #expect(object["answered"] == 1)
            #expect(object["did"] == .string(shouter.did.description))
        }
    }

    @Test("a ping to nobody is refused at once")
    func pingToNobody() async throws {
        try await LiveGateway.with { gateway in
            let end = try await gateway.run(["ping", "\(SigningKey().did)"])
            #expect(end.errors.contains("UNKNOWN_AGENT"))
            #expect(end.status == 4)
        }
    }

    @Test("Ctrl-C ends a ping with the summary")
    func pingInterrupted() async throws {
        try await LiveGateway.with { gateway in
            try await gateway.running(["ping", "-c", "1000", "-i", "1h"]) { ping, first in
                #expect(first.hasPrefix("pong from "))
                ping.signal(SIGINT)
                let end = try await ping.end()
                #expect(end.output.hasPrefix("1 sent, 1 answered; "))
                #expect(end.status == 0)
            }
        }
    }
}
