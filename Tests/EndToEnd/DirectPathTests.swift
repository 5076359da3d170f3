// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusSDK
import AIConexusTestSupport
import Foundation
import Testing

@Suite("Direct paths between agents", .timeLimit(.minutes(2)))
struct DirectPathTests {
    private static func descriptor(_ id: String) throws -> CapabilityDescriptor {
        CapabilityDescriptor(id: try #require(CapabilityID(id)), description: "A capability of a test.")
    }

    private static func prepare(_ agent: Agent) throws {
        try agent.serve(descriptor("echo")) { args, _ in .object(args) }
        try agent.serveStream(descriptor("count")) { args, _, parts in
            for number in 0..<(args["to"]?.int ?? 0) {
                try await parts.send(.number(JSONNumber(integerLiteral: number)))
                if let pause = args["pause_ms"]?.int { try await Task.sleep(for: .milliseconds(pause)) }
            }
        }
    }

    private func withPair(
        _ body: (_ callee: RemoteAgent, _ caller: Agent, LiveGateway) async throws -> Void
    ) async throws {
        try await LiveGateway.with { gateway in
            let callee = try gateway.agent("callee")
            try Self.prepare(callee)
            try await callee.whileRunning { callee in
                try await gateway.agent("caller").whileRunning { caller in
                    try await body(caller.remote(callee.did), caller, gateway)
                }
            }
        }
    }

    @Test("a call that requires the direct path takes it")
    func required() async throws {
        try await withPair { callee, _, _ in
            let answer = try await callee.request("echo", ["n": 1], options: CallOptions(paths: .directRequired))
            #expect(answer.output == ["n": 1])
            #expect(answer.path == .direct)
        }
    }

    @Test("two agents that call each other at the same moment share one direct path")
    func bothOffer() async throws {
        try await LiveGateway.with { gateway in
            let agents = try ["one", "other"].map { try gateway.agent($0) }
            for agent in agents {
                try Self.prepare(agent)
                try await agent.start()
            }
            let options = CallOptions(paths: .directRequired)
            async let there = agents[0].remote(agents[1].did).request("echo", ["n": 1], options: options)
            async let back = agents[1].remote(agents[0].did).request("echo", ["n": 2], options: options)
            let answers = try await [there, back]
            #expect(answers.map(\.path) == [.direct, .direct])
            #expect(answers.map(\.output) == [["n": 1], ["n": 2]])
            for agent in agents { await agent.stop() }
        }
    }

    @Test("calls begin by relay and move to the direct path by themselves")
    func automatic() async throws {
        try await withPair { callee, _, _ in
            let first = try await callee.request("echo")
            #expect(first.path == .relay)
            var paths: [CallPath] = []
            while paths.last != .direct { paths.append(try await callee.request("echo").path) }
            #expect(paths.first == .relay)
        }
    }

    @Test("a stream moves to the direct path while it runs, and loses, doubles and reorders nothing")
    func streamMoves() async throws {
        try await withPair { callee, _, _ in
            var numbers: [Int?] = []
            for try await part in callee.requestStream("count", ["to": 600, "pause_ms": 1]) { numbers.append(part.int) }
            #expect(numbers == Array(0..<600))
            let last = try await callee.request("echo")
            #expect(last.path == .direct)
        }
    }

    @Test("with the gateway gone, agents that are connected directly go on")
    func gatewayGone() async throws {
        try await withPair { callee, caller, gateway in
            _ = try await callee.request("echo", options: CallOptions(paths: .directRequired))
            gateway.kill()
            while await caller.state.session != nil { try await Task.sleep(for: .milliseconds(1)) }
            for number in 0..<20 {
                let args: JSONObject = ["n": .number(JSONNumber(integerLiteral: number))]
                let answer = try await callee.request("echo", args)
                #expect(answer.path == .direct && answer.output == .object(args))
            }
        }
    }

    @Test("credentials of TURN servers are renewed before they end, for as long as there are direct paths")
    func credentials() async throws {
        let folder = try TemporaryFolder()
        let end = Timestamp(secondsSinceEpoch: Int64(Date().timeIntervalSince1970) + 4)
        let server = ICEServer(urls: ["turn:127.0.0.1:9"], username: "u", credential: "p", expires: end)
        let file = try folder.write(JSONValue.array([.object(server.json)]).canonicalText, as: "servers.json")
        try await LiveGateway.with(["--ice-servers-file", file]) { gateway in
            let callee = try gateway.agent("callee")
            try Self.prepare(callee)
            try await callee.whileRunning { callee in
                try await WireTap.with(gateway) { tap, port in
                    let url = try GatewayURL("ws://127.0.0.1:\(port)/ws")
                    try await Agent(name: "caller", gateway: url).whileRunning { caller in
                        let remote = caller.remote(callee.did)
                        _ = try await remote.request("echo", options: CallOptions(paths: .directRequired))
                        while await !tap.sentTexts().contains(where: { $0.contains("gateway.ice_servers") }) {
                            try await Task.sleep(for: .milliseconds(50))
                        }
                        #expect(try await remote.request("echo").path == .direct)
                    }
                }
            }
        }
    }
}
