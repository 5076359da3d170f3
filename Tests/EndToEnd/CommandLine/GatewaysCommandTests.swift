// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Foundation
import Testing

@Suite("aiconexus gateways, and whom a gateway may be", .serialized, .timeLimit(.minutes(1)))
struct GatewaysCommandTests {
    /// Linux takes 0.0.0.0 for this machine, but it is no loopback address, of which nothing is remembered.
    private func url(_ gateway: LiveGateway) -> String { "ws://0.0.0.0:\(gateway.port)" }

    private func run(_ arguments: [String], home: TemporaryFolder) async throws -> CommandProcess.End {
        try await CommandProcess(arguments, environment: ["XDG_STATE_HOME": home.path("state")]).end()
    }

    @Test("who was met first is remembered for its owner only; another one is refused, until it is trusted")
    func pin() async throws {
        let home = try TemporaryFolder()
        let first = try await LiveGateway.start()
        defer { first.kill() }
        let place = "0.0.0.0:\(first.port)"
        let call = ["call", "--gateway", url(first), "gateway.stats"]
        #expect(try await run(call, home: home).status == 0)
        let path = home.path("state/aiconexus/known_gateways")
        let line = try String(contentsOfFile: path, encoding: .utf8)
        #expect(line.hasPrefix("\(place) \(first.did) 20"))
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try await run(call, home: home).status == 0)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == line)

        first.kill()
        let second = try await LiveGateway.start(port: first.port)
        defer { second.kill() }
        let refused = try await run(call, home: home)
        #expect(refused.status == 3)
        #expect(refused.errors.contains("the gateway is \(second.did), expected is \(first.did)"))
        let advice = "aiconexus gateways trust \(place) \(second.did)"
        #expect(refused.errors.hasSuffix(": \(advice))\n"))
        // Serving is no way around it.
        let serve = ["serve", "--gateway", url(second), "-c", "say", "--", "cat"]
        #expect(try await run(serve, home: home).status == 3)

        let trusted = try await run(advice.split(separator: " ").dropFirst().map(String.init), home: home)
        #expect(trusted.output == "\(place) is \(second.did), no more \(first.did)\n")
        #expect(try await run(call, home: home).status == 0)
    }

    @Test("of this machine's gateways nothing is remembered")
    func loopback() async throws {
        let home = try TemporaryFolder()
        try await LiveGateway.with { gateway in
            #expect(try await run(["call", "--gateway", "\(gateway.url)", "gateway.stats"], home: home).status == 0)
            #expect(!FileManager.default.fileExists(atPath: home.path("state")))
            let trust = try await run(["gateways", "trust", "\(gateway.url)", "\(gateway.did)"], home: home)
            #expect(trust.errors.contains("gateways of this machine are not remembered"))
            #expect(trust.status == 2)
        }
    }

    @Test("a DID that is given is insisted on, also on this machine")
    func given() async throws {
        try await LiveGateway.with { gateway in
            let right = try await gateway.run(["call", "--gateway-did", "\(gateway.did)", "gateway.stats"])
            #expect(right.status == 0)
            let wrong = try await gateway.run(["call", "--gateway-did", "\(SigningKey().did)", "gateway.stats"])
            #expect(wrong.errors.contains("the gateway is \(gateway.did), expected is "))
            #expect(wrong.status == 3)
        }
    }

    @Test("without a home a gateway is talked to, and that nothing is remembered is said")
    func homeless() async throws {
        try await LiveGateway.with { gateway in
            let end = try await CommandProcess(["call", "--gateway", url(gateway), "gateway.stats"]).end()
            #expect(end.errors.contains("the gateway is \(gateway.did), which nothing will remember: set HOME"))
            #expect(end.status == 0)
            let readOnly = ["XDG_STATE_HOME": "/proc"]
            let other = try await CommandProcess(
                ["call", "--gateway", url(gateway), "gateway.stats"],
                environment: readOnly
            ).end()
            #expect(other.errors.contains("which is not remembered: cannot make the folder /proc/aiconexus"))
            #expect(other.status == 0)
        }
    }

    @Test("a damaged file is no reason to forget")
    func damaged() async throws {
        let home = try TemporaryFolder()
        try FileManager.default.createDirectory(
            atPath: home.path("state/aiconexus"),
            withIntermediateDirectories: true
        )
        _ = try home.write("# mine\n\nnonsense\n", as: "state/aiconexus/known_gateways")
        try await LiveGateway.with { gateway in
            let end = try await run(["call", "--gateway", url(gateway), "gateway.stats"], home: home)
            #expect(end.errors.contains("known_gateways: line 3 is not 'HOST:PORT DID TIME'"))
            #expect(end.status == 1)
        }
    }

    @Test("gateways are trusted, listed and forgotten, by URL or by host and port")
    func list() async throws {
        let home = try TemporaryFolder()
        let (did, other) = (SigningKey().did, SigningKey().did)
        let trusted = try await run(["gateways", "trust", "Gateway.Example", "\(did)"], home: home)
        #expect(trusted.output == "gateway.example:443 is \(did), which was not known before\n")
        _ = try await run(["gateways", "trust", "--json", "ws://gateway.example:8000/ws", "\(other)"], home: home)
        let list = try await run(["gateways", "list"], home: home).output.split(separator: "\n")
        #expect(list.count == 3)
        #expect(list[1].hasPrefix("gateway.example:443 ") && list[1].hasSuffix(" \(did)"))
        let json = try await run(["gateways", "list", "--json"], home: home).output
        let gateways = try JSONValue(parsing: Array(json.utf8).span).object?["gateways"]?.array
        #expect(gateways?.last?.object?["gateway"] == "gateway.example:8000")
        #expect(gateways?.last?.object?["did"] == .string(other.description))

        let forget = ["gateways", "forget", "wss://gateway.example"]
        #expect(try await run(forget, home: home).status == 0)
        let again = try await run(forget, home: home)
        #expect(again.errors == "aiconexus gateways forget: nothing is remembered of gateway.example:443\n")
        #expect(again.status == 1)
    }

    @Test("many processes that meet gateways at once lose none of them")
    func concurrency() async throws {
        let home = try TemporaryFolder()
        try await withThrowingTaskGroup(of: Int32.self) { group in
            for number in 0..<12 {
                group.addTask {
                    try await run(["gateways", "trust", "host\(number)", "\(SigningKey().did)"], home: home).status
                }
            }
            for try await status in group { #expect(status == 0) }
        }
        let list = try await run(["gateways", "list"], home: home).output.split(separator: "\n")
        #expect(list.count == 13)
    }
}
