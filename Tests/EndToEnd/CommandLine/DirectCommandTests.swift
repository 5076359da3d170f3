// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusSDK
import AIConexusTestSupport
import Foundation
import Testing

@Suite("aiconexus path, send and receive", .timeLimit(.minutes(1)))
struct DirectCommandTests {
    @Test("path names the way, and the reason when it is the gateway")
    func path() async throws {
        try await LiveGateway.with { gateway in
            try await gateway.agent("there").whileRunning { agent in
                let end = try await gateway.run(["path", "--json", "\(agent.did)"])
                let report = try #require(try JSONValue(parsing: end.output).object)
                #expect(report["path"] == "direct" && end.status == 0, "\(end)")
            }
            var configuration = AgentConfiguration(gateway: try gateway.configuration)
            configuration.paths = .relayOnly
            try await Agent(AgentCard(name: "shy"), configuration: configuration).whileRunning { agent in
                let end = try await gateway.run(["path", "\(agent.did)"])
                #expect(end.output.contains("relay") && end.output.contains("POLICY"), "\(end)")
                #expect(end.status == 1)
            }
        }
    }

    @Test("a call that must be direct fails with the reason where it cannot be")
    func directCall() async throws {
        try await LiveGateway.with { gateway in
            var configuration = AgentConfiguration(gateway: try gateway.configuration)
            configuration.paths = .relayOnly
            let agent = Agent(AgentCard(name: "shy"), configuration: configuration)
            try agent.serve("echo") { (input: JSONObject, _) in input }
            try await agent.whileRunning { _ in
                let end = try await gateway.run(["call", "--json", "--path", "direct", "echo"])
                let error = try #require(try JSONValue(parsing: end.output).object?["error"]?.object)
                #expect(error["code"] == "P2P_UNAVAILABLE")
                #expect(error["details"]?.object?["reason"] == "POLICY")
                #expect(end.status == 4)
                let relayed = try await gateway.run(["call", "--json", "--path", "relay", "echo"])
                #expect(try JSONValue(parsing: relayed.output).object?["path"] == "relay")
            }
        }
    }

    @Test("a file arrives, both ways; a missing one is named")
    func files() async throws {
        let folder = try TemporaryFolder()
        let text = (0..<20_000).map { "line \($0)\n" }.joined()
        let file = try folder.write(text, as: "lines.txt")
        let inbox = folder.path("inbox")
        try FileManager.default.createDirectory(atPath: inbox, withIntermediateDirectories: false)
        try await LiveGateway.with { gateway in
            let receiver = try CommandProcess(["receive", "--json", "--into", inbox], environment: gateway.environment)
            defer { receiver.kill() }
            let banner = try await receiver.complaint(with: "receiving as")
            let did = try #require(banner.split(separator: " ").last).description
            for way in ["direct", "relay"] {
                let end = try await gateway.run(["send", "--json", "--to", did, "--path", way, file])
                #expect(try JSONValue(parsing: end.output).object?["path"]?.string == way, "\(end)")
                let line = try #require(try await receiver.line())
                #expect(try JSONValue(parsing: line).object?["byte_count"]?.int == text.utf8.count)
                #expect(try String(contentsOfFile: "\(inbox)/lines.txt", encoding: .utf8) == text)
                try FileManager.default.removeItem(atPath: "\(inbox)/lines.txt")
            }
            let missing = try await gateway.run(["send", "--to", did, folder.path("nothing")])
            #expect(missing.status == 1 && missing.errors.contains("No such file"), "\(missing)")
            receiver.signal(SIGINT)
            #expect(try await receiver.end().status == 130)
        }
    }
}
