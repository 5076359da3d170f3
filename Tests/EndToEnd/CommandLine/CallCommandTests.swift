// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Foundation
import Testing

@Suite("aiconexus call", .serialized, .timeLimit(.minutes(1)))
struct CallCommandTests {
    private static let shout = ["-c", "text.shout", "--", "sed", "s/hello/HELLO/"]

    @Test("a call prints the result as one line of JSON")
    func call() async throws {
        try await LiveGateway.with { gateway in
            try await gateway.serving(Self.shout) { _ in
                let end = try await gateway.run(["call", "text.shout", #"{"text": "hello"}"#])
                #expect(end.output == "{\"text\":\"HELLO\"}\n")
                #expect(end.errors == "")
                #expect(end.status == 0)
            }
        }
    }

    @Test("arguments are read from standard input, and the agent may be named")
    func standardInput() async throws {
        try await LiveGateway.with { gateway in
            try await gateway.serving(["--json"] + Self.shout) { server in
                // The greeting was read; another run has the DID.
                let did = try await gateway.onlyAgent()
                let end = try await gateway.run(
                    ["call", "--to", did, "--json", "text.shout", "-"],
                    input: #"{"text": "hello"}"#
                )
                let report = try #require(try JSONValue(parsing: Array(end.output.utf8).span).object)
                #expect(report["result"] == ["text": "HELLO"])
                #expect(report["did"] == .string(did))
                #expect(report["path"] == "relay")
                #expect(report["attempts"] == 1)
                #expect(report["round_trip_ms"]?.double != nil)
                #expect(end.status == 0)
            }
        }
    }

    @Test("a stream is printed part by part, each as it comes")
    func stream() async throws {
        try await LiveGateway.with { gateway in
            // The second part comes only after the reader has had the first one.
            let script = "echo 1; while [ ! -e \"$0\" ]; do sleep 0.01; done; echo 2"
            let folder = try TemporaryFolder()
            let mark = folder.path("mark")
            try await gateway.serving(["-c", "count", "--stream", "--", "sh", "-c", script, mark]) { _ in
                let caller = try CommandProcess(["call", "--stream", "count"], environment: gateway.environment)
                defer { caller.kill() }
                #expect(try await caller.line() == "1")
                _ = try folder.write("", as: "mark")
                #expect(try await caller.line() == "2")
                #expect(try await caller.end().status == 0)
            }
        }
    }

    @Test("a stream with --json has numbered parts and an end")
    func streamWithDetails() async throws {
        try await LiveGateway.with { gateway in
            try await gateway.serving(["-c", "count", "--stream", "--", "seq", "2"]) { _ in
                let did = try await gateway.onlyAgent()
                let end = try await gateway.run(["call", "--stream", "--json", "count"])
                let lines = [#"{"part":1,"sequence":0}"#, #"{"part":2,"sequence":1}"#, #"{"did":"\#(did)","parts":2}"#]
                #expect(end.output == lines.map { $0 + "\n" }.joined())
            }
        }
    }

    @Test("what begins with 'gateway.' is the gateway's own")
    func gateway() async throws {
        try await LiveGateway.with { gateway in
            let end = try await gateway.run(["call", "gateway.stats"])
            let statistics = try #require(try JSONValue(parsing: Array(end.output.utf8).span).object)
            #expect(statistics["agents"] == 1)
        }
    }

    @Test("another agent is called when the first one is busy")
    func busy() async throws {
        try await LiveGateway.with { gateway in
            let folder = try TemporaryFolder()
            let mark = folder.path("mark")
            // Takes the only slot until it is told to end.
            let script = "echo started >&2; while [ ! -e \"$0\" ]; do sleep 0.01; done"
            try await gateway.serving(["-c", "hold", "-n", "1", "--", "sh", "-c", script, mark]) { holder in
                let long = try CommandProcess(["call", "hold"], environment: gateway.environment)
                defer { long.kill() }
                _ = try await holder.complaint(with: "started")
                try await gateway.serving(["-c", "hold", "-n", "1", "--text", "--", "echo", "free"]) { _ in
                    let end = try await gateway.run(["call", "hold"])
                    #expect(end.output == "\"free\"\n")
                }
                _ = try folder.write("", as: "mark")
                #expect(try await long.end().output == "null\n")
            }
        }
    }

    @Test(
        "what cannot be done is said with advice, and told by the status",
        arguments: [
            (["call", "no.such"], 4, "NO_CAPABLE_AGENT: no connected agent offers 'no.such' ('aiconexus agents' "),
            (
                ["call", "--to", "did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw", "no.such"], 4,
                "UNKNOWN_AGENT: "
            ),
            (["call", "text.upper", "{"], 2, "JSON is not JSON: the text ends inside a value at byte 1"),
            (["call", "text.upper", "[1]"], 2, "JSON must be an object"),
            (["call", "text.upper", "-"], 2, "standard input is not JSON: "),
            (["call", "Text Upper"], 2, "'Text Upper' is no capability"),
            (["call", "--timeout", "soon", "x"], 2, "--timeout TIME must be a time like 5s or 250ms"),
            (["call", "--gateway", "nowhere", "x"], 2, "'nowhere' is no gateway's URL"),
            (["call", "--gateway", "ws://127.0.0.1:1", "x"], 3, "127.0.0.1:1 cannot be reached"),
            (["call", "--key", "/nonexistent", "x"], 1, "/nonexistent"),
            (["call", "--token", "two words", "x"], 2, "the enrolment token is no line"),
        ] as [([String], Int32, String)]
    )
    func failures(_ arguments: [String], _ status: Int32, _ complaint: String) async throws {
        try await LiveGateway.with { gateway in
            let end = try await gateway.run(arguments)
            #expect(end.errors.hasPrefix("aiconexus call: "))
            #expect(end.errors.contains(complaint), "\(end.errors)")
            #expect(end.errors.split(separator: "\n").count == 1)
            #expect(end.output == "")
            #expect(end.status == status)
        }
    }

    @Test("with --json a failure is a line of JSON too")
    func failureAsJSON() async throws {
        try await LiveGateway.with { gateway in
            let end = try await gateway.run(["call", "--json", "no.such"])
            let error = try #require(try JSONValue(parsing: Array(end.output.utf8).span).object?["error"]?.object)
            #expect(error["code"] == "NO_CAPABLE_AGENT")
            #expect(error["retryable"] == true)
            #expect(error["advice"]?.string != nil)
            #expect(end.status == 4)
        }
    }

    @Test("a gateway that wants a token says so, and takes the right one")
    func token() async throws {
        let folder = try TemporaryFolder()
        let tokens = try folder.write("", as: "tokens")
        let made = try await RunningProgram("aiconexus-gateway", ["token", "new", "--add", tokens]).waitForEnd()
        let token = try folder.write(made.output, as: "token")
        try await LiveGateway.with(["--require-token", tokens]) { gateway in
            for options in [[], ["--token", "wrong"]] {
                let end = try await gateway.run(["call"] + options + ["gateway.stats"])
                #expect(end.status == 3)
                #expect(end.errors.contains("give its operator's token by --token-file FILE"), "\(end.errors)")
            }
            #expect(try await gateway.run(["call", "--token-file", token, "gateway.stats"]).status == 0)
        }
    }

    @Test("Ctrl-C ends the call at the agent too, and then the program without a word")
    func interrupt() async throws {
        try await LiveGateway.with { gateway in
            let script = "trap 'echo ended >&2; exit' TERM; echo started >&2; while :; do sleep 0.01; done"
            try await gateway.serving(["-c", "hold", "--", "sh", "-c", script]) { server in
                let caller = try CommandProcess(["call", "hold"], environment: gateway.environment)
                defer { caller.kill() }
                _ = try await server.complaint(with: "started")
                caller.signal(SIGINT)
                let end = try await caller.end()
                #expect(end.status == 130)
                #expect(end.output == "")
                #expect(end.errors == "")
                _ = try await server.complaint(with: "ended")
            }
        }
    }

    @Test("a reader that goes away ends the program without a word, and the call at the agent")
    func brokenPipe() async throws {
        try await LiveGateway.with { gateway in
            let script = "trap 'echo ended >&2; exit' TERM; while :; do echo 1; done"
            try await gateway.serving(["-c", "flood", "--stream", "--", "sh", "-c", script]) { server in
                let script = "(\"$0\" call --stream flood; echo status $? >&2) | head -n 1"
                let caller = try CommandProcess(environment: gateway.environment, shell: script)
                let end = try await caller.end()
                #expect(end.output == "1\n")
                #expect(end.errors == "status 141\n")
                _ = try await server.complaint(with: "ended")
            }
        }
    }
}
