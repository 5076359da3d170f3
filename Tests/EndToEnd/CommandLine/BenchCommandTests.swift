// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Foundation
import Testing

@Suite("aiconexus bench", .serialized, .timeLimit(.minutes(1)))
struct BenchCommandTests {
    private func report(_ end: CommandProcess.End) throws -> JSONObject {
        try #require(try JSONValue(parsing: Array(end.output.utf8).span).object, "\(end)")
    }

    @Test("so many calls are made to the built-in callee, and counted by their way")
    func builtIn() async throws {
        try await LiveGateway.with { gateway in
            let end = try await gateway.run(["bench", "--json", "-n", "20", "--path", "relay"])
            let report = try report(end)
            #expect(report["calls"] == 20)
            #expect(report["errors"] == [:])
            #expect(report["paths"] == ["relay": 20])
            #expect(report["messages_per_second_limit"] == 200)
            let times = try ["p50_ms", "p90_ms", "p99_ms", "max_ms"].map { try #require(report[JSONName($0)]?.double) }
            #expect(times == times.sorted())
            #expect(end.status == 0)
            let text = try await gateway.run(["bench", "-n", "20", "-c", "4", "--clear"])
            #expect(text.output.hasPrefix("20 calls in "))
            #expect(text.output.contains("\np50 "))
        }
    }

    @Test("another agent's capability is measured, and its failures are counted")
    func failures() async throws {
        try await LiveGateway.with { gateway in
            let counter = try TemporaryFolder()
            // Its first ten calls do not count.
            let script = "echo x >> \"$0\"; [ $(wc -l < \"$0\") -le 12 ] && echo 1"
            try await gateway.serving(["-c", "tire", "-n", "1", "--", "sh", "-c", script, counter.path("calls")]) { _ in
                let end = try await gateway.run(["bench", "--json", "-n", "5", "tire"])
                let report = try report(end)
                #expect(report["calls"] == 2)
                #expect(report["errors"] == ["AGENT_ERROR": 3])
                #expect(end.status == 1)
            }
        }
    }

    @Test("Ctrl-C ends a measurement with its result")
    func interrupt() async throws {
        try await LiveGateway.with { gateway in
            let bench = try CommandProcess(
                ["bench", "--json", "-d", "1h", "--path", "relay"],
                environment: gateway.environment
            )
            defer { bench.kill() }
            // The calls that do not count, of which there are ten, are over.
            while try await gateway.statistic("EXEC_RESPONSE") < 20 {}
            bench.signal(SIGINT)
            let end = try await bench.end()
            #expect(try report(end)["calls"]?.int ?? 0 > 0)
            #expect(end.status == 0)
        }
    }

    @Test(
        "what makes no sense is refused",
        arguments: [
            (["-n", "1", "-d", "1s"], "--calls N and --duration TIME exclude each other"),
            (["--to", "did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw"], "--to DID wants a CAPABILITY"),
            (["--path", "around"], "--path auto|relay|direct must be auto, relay or direct, not 'around'"),
        ]
    )
    func usage(_ options: [String], _ complaint: String) async throws {
        let end = try await CommandProcess(["bench"] + options).end()
        #expect(end.errors.contains(complaint), "\(end.errors)")
        #expect(end.status == 2)
    }
}
