// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusSDK
import AIConexusTestSupport
import Foundation
import Testing

@Suite("aiconexus serve", .serialized, .timeLimit(.minutes(1)))
struct ServeCommandTests {
    @Test(
        "a program that fails gives its status and its last word to the caller",
        arguments: [
            ("echo trouble >&2; echo '{}'; echo ' ' >&2; exit 3", "AGENT_ERROR EXIT_3: trouble\n"),
            ("exit 1", "AGENT_ERROR EXIT_1: the command ended with status 1\n"),
            ("kill -9 $$", "AGENT_ERROR SIGNAL_9: the command was ended by signal 9\n"),
            ("echo hello", "AGENT_ERROR INVALID_OUTPUT: the command's output is not JSON: "),
            ("yes | head -c 2000000", "OUTPUT_TOO_LONG: the answer of the command has more than 1048576 bytes"),
            ("yes", "AGENT_ERROR OUTPUT_TOO_LONG: "),
        ]
    )
    func failures(_ script: String, _ complaint: String) async throws {
        try await LiveGateway.with { gateway in
            try await gateway.serving(["-c", "fail", "--", "sh", "-c", script]) { _ in
                let end = try await gateway.run(["call", "fail"])
                #expect(end.errors.contains(complaint), "\(end.errors)")
                #expect(end.output == "")
                #expect(end.status == 1)
            }
        }
    }

    @Test("status 75 says that a retry may help, details say which status it was")
    func temporaryFailure() async throws {
        try await LiveGateway.with { gateway in
            try await gateway.serving(["-c", "fail", "--at-most-once", "--", "sh", "-c", "exit 75"]) { _ in
                let end = try await gateway.run(["call", "--json", "fail"])
                let error = try #require(try JSONValue(parsing: Array(end.output.utf8).span).object?["error"]?.object)
                #expect(error["retryable"] == true)
                #expect(error["agent_code"] == "EXIT_75")
                #expect(error["details"] == ["exit_status": 75])
            }
        }
    }

    @Test("a program that ends in the middle of a stream ends the stream with its error")
    func brokenStream() async throws {
        try await LiveGateway.with { gateway in
            let script = "echo 1; echo trouble >&2; exit 2"
            try await gateway.serving(["-c", "count", "--stream", "--", "sh", "-c", script]) { _ in
                let end = try await gateway.run(["call", "--stream", "count"])
                #expect(end.output == "1\n")
                #expect(end.errors.contains("AGENT_ERROR EXIT_2: trouble"))
                #expect(end.status == 1)
            }
        }
    }

    @Test("text is passed on as a string, lines of a stream as strings")
    func text() async throws {
        try await LiveGateway.with { gateway in
            let script = "printf 'a \"b\"\\n\\nc\\n'"
            try await gateway.serving(["-c", "say", "--text", "--", "sh", "-c", script]) { _ in
                let end = try await gateway.run(["call", "say"])
                #expect(end.output == #""a \"b\"\n\nc""# + "\n")
            }
            try await gateway.serving(["-c", "say", "--text", "--stream", "--", "sh", "-c", script]) { _ in
                let end = try await gateway.run(["call", "-s", "say"])
                #expect(end.output == #""a \"b\"""# + "\n\"\"\n\"c\"\n")
            }
        }
    }

    @Test("the program finds the caller and the call in its environment")
    func environment() async throws {
        try await LiveGateway.with { gateway in
            let script = """
                printf '{"caller":"%s","capability":"%s","timeout":%s}' \
                "$AICONEXUS_CALLER" "$AICONEXUS_CAPABILITY" "$AICONEXUS_TIMEOUT_MS"
                """
            try await gateway.serving(["-c", "look", "--", "sh", "-c", script]) { server in
                try await gateway.agent("caller").whileRunning { caller in
                    let callee = try #require(try await caller.find(capability: "look").first)
                    let seen = try await callee.request("look", options: CallOptions(timeout: .seconds(20)))
                    let object = try #require(seen.output.object)
                    #expect(object["caller"] == .string(caller.did.description))
                    #expect(object["capability"] == "look")
                    #expect((1...20_000).contains(object["timeout"]?.int ?? 0))
                }
            }
        }
    }

    @Test("the program has no file of ours open")
    func files() async throws {
        try await LiveGateway.with { gateway in
            try await gateway.serving(["-c", "look", "--text", "--", "ls", "/proc/self/fd"]) { _ in
                let end = try await gateway.run(["call", "look"])
                // The fourth is the folder that it lists.
                #expect(end.output == #""0\n1\n2\n3""# + "\n")
            }
        }
    }

    @Test("as many calls run at a time as --concurrency says, others are refused at once")
    func concurrency() async throws {
        let folder = try TemporaryFolder()
        let mark = folder.path("mark")
        let script = "echo started >&2; while [ ! -e \"$0\" ]; do sleep 0.01; done; echo 1"
        try await LiveGateway.with { gateway in
            try await gateway.serving(["-c", "hold", "-n", "2", "--", "sh", "-c", script, mark]) { server in
                try await gateway.agent("caller").whileRunning { caller in
                    let callee = try #require(try await caller.find(capability: "hold").first)
                    async let first = callee.request("hold").output
                    async let second = callee.request("hold").output
                    for _ in 0..<2 { _ = try await server.complaint(with: "started") }
                    let error = await #expect(throws: CallError.self) {
                        try await callee.request("hold", options: CallOptions(retry: .never))
                    }
                    #expect(error?.code == .allBusy)
                    _ = try folder.write("", as: "mark")
                    let answers = try await [first, second]
                    #expect(answers == [1, 1])
                }
            }
        }
    }

    @Test("when the time is up the program and its children are ended, even those that do not want to")
    func timeout() async throws {
        try await LiveGateway.with { gateway in
            let folder = try TemporaryFolder()
            let mark = folder.path("child")
            let script = "sleep 1000 & echo $! > $0.new; mv $0.new $0; trap '' TERM; while :; do sleep 1; done"
            try await gateway.serving(["-c", "hold", "--", "sh", "-c", script, mark]) { server in
                // On a busy machine the time may be up before the program has begun.
                var timeout = 100
                repeat {
                    let end = try await gateway.run(["call", "--timeout", "\(timeout)ms", "hold"])
                    #expect(end.errors.contains("TIMEOUT: "))
                    #expect(end.status == 5)
                    timeout *= 2
                } while !FileManager.default.fileExists(atPath: mark)
                let child = try #require(pid_t(try String(contentsOfFile: mark, encoding: .utf8).dropLast()))
                // The server goes when the last call has: its group, the child among it, is gone then.
                server.signal(SIGTERM)
                #expect(try await server.end().status == 143)
                #expect(kill(child, 0) == -1)
            }
        }
    }

    @Test("the first SIGTERM lets a running call end; the answer arrives")
    func drain() async throws {
        let folder = try TemporaryFolder()
        let mark = folder.path("mark")
        let script = "echo started >&2; while [ ! -e \"$0\" ]; do sleep 0.01; done; echo 1"
        try await LiveGateway.with { gateway in
            try await gateway.serving(["-c", "hold", "--", "sh", "-c", script, mark]) { server in
                let caller = try CommandProcess(["call", "hold"], environment: gateway.environment)
                defer { caller.kill() }
                _ = try await server.complaint(with: "started")
                server.signal(SIGTERM)
                // No more calls are taken from here on.
                while try await gateway.run(["call", "hold", "{}"]).status != 4 {}
                _ = try folder.write("", as: "mark")
                #expect(try await caller.end().output == "1\n")
                #expect(try await server.end().status == 143)
            }
        }
    }

    @Test("the second Ctrl-C ends the program and what it runs at once")
    func secondInterrupt() async throws {
        try await LiveGateway.with { gateway in
            let script = "trap '' TERM; echo $$ >&2; while :; do sleep 1; done"
            try await gateway.serving(["-c", "hold", "--at-most-once", "--", "sh", "-c", script]) { server in
                let caller = try CommandProcess(["call", "hold"], environment: gateway.environment)
                defer { caller.kill() }
                let child = try #require(pid_t(try await server.complaint()))
                server.signal(SIGINT)
                while try await gateway.run(["call", "hold", "{}"]).status != 4 {}
                server.signal(SIGINT)
                #expect(try await server.end().status == 130)
                // Its new parent may not have taken notice yet; a program that is still there would run on.
                let state = try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)
                #expect(state == nil || state?.contains(") Z ") == true)
                let end = try await caller.end()
                #expect(end.errors.contains("OUTCOME_UNKNOWN"))
                #expect(end.status == 5)
            }
        }
    }

    @Test("only those who are allowed are served")
    func allow() async throws {
        try await LiveGateway.with { gateway in
            let friend = SigningKey()
            try await gateway.serving(["-c", "say", "--allow", "\(friend.did)", "--", "echo", "1"]) { _ in
                try await gateway.agent("friend", key: friend).whileRunning { friend in
                    let callee = try #require(try await friend.find(capability: "say").first)
                    #expect(try await callee.request("say").output == 1)
                }
                let end = try await gateway.run(["call", "say"])
                #expect(end.errors.contains("PERMISSION_DENIED"))
                #expect(end.status == 4)
            }
        }
    }

    @Test("the agent comes back when the gateway does")
    func gatewayRestart() async throws {
        let gateway = try await LiveGateway.start()
        defer { gateway.kill() }
        try await gateway.serving(["-c", "say", "--", "echo", "1"]) { server in
            gateway.kill()
            _ = try await server.complaint(with: "trying again")
            let next = try await LiveGateway.start(port: gateway.port)
            defer { next.kill() }
            _ = try await server.complaint(with: "registered at")
            #expect(try await next.run(["call", "say"]).output == "1\n")
        }
    }

    @Test("a second process with the same key takes over; the first one says so and ends")
    func superseded() async throws {
        let folder = try TemporaryFolder()
        let key = folder.path("agent.key")
        try KeyFile.write(SigningKey(), path: key)
        try await LiveGateway.with { gateway in
            try await gateway.serving(["-k", key, "-c", "say", "--", "echo", "1"]) { first in
                try await gateway.serving(["-k", key, "-c", "say", "--", "echo", "2"]) { _ in
                    let end = try await first.end()
                    #expect(end.errors.contains("another connection with the same key took over"))
                    #expect(end.status == 3)
                    #expect(try await gateway.run(["call", "say"]).output == "2\n")
                }
            }
        }
    }

    @Test(
        "what cannot be served is said before anything is registered",
        arguments: [
            (["-c", "x", "--", "no-such-program"], 1, "no program 'no-such-program' is there"),
            (["-c", "x", "--", "/etc/passwd"], 1, "'/etc/passwd' is no program that can be run"),
            (["-c", "x y", "--", "true"], 2, "'x y' is no capability"),
            (["-c", "x", "-n", "0", "--", "true"], 2, "--concurrency N must be a whole number from 1 to 1000"),
            (["-c", "x", "--allow", "bob", "--", "true"], 2, "--allow DID must be a DID like did:key:z6Mk…"),
            (["-c", "x"], 2, "missing COMMAND"),
        ] as [([String], Int32, String)]
    )
    func refusals(_ options: [String], _ status: Int32, _ complaint: String) async throws {
        let process = try CommandProcess(["serve"] + options)
        let end = try await process.end()
        #expect(end.errors.contains(complaint), "\(end.errors)")
        #expect(end.status == status)
    }
}
