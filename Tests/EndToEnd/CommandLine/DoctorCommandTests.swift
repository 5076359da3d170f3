// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Foundation
import Testing

@Suite("aiconexus doctor", .serialized, .timeLimit(.minutes(1)))
struct DoctorCommandTests {
    private static let checks = [
        "name", "connection", "TLS", "WebSocket", "gateway", "clock", "registration", "calls", "direct paths",
    ]

    /// The verdicts of an examination, by check.
    private func examine(_ options: [String]) async throws -> (verdicts: [String: String], advice: String, Int32) {
        let end = try await CommandProcess(["doctor", "--json"] + options).end()
        let report = try #require(try JSONValue(parsing: Array(end.output.utf8).span).object)
        let findings = try #require(report["findings"]?.array).compactMap(\.object)
        #expect(findings.compactMap { $0["check"]?.string }.filter { $0 != "STUN" && $0 != "TURN" } == Self.checks)
        #expect(report["works"] == .bool(end.status == 0))
        var verdicts: [String: String] = [:]
        for finding in findings { verdicts[finding["check"]?.string ?? ""] = finding["verdict"]?.string }
        return (verdicts, findings.compactMap { $0["advice"]?.string }.joined(separator: "\n"), end.status)
    }

    @Test("a gateway that works is well from the bottom up")
    func works() async throws {
        try await LiveGateway.with { gateway in
            let (verdicts, advice, status) = try await examine(["--gateway", "\(gateway.url)"])
            for check in Self.checks { #expect(verdicts[check] == (check == "TLS" ? "skipped" : "ok"), "\(check)") }
            #expect(advice == "")
            #expect(status == 0)

            let end = try await gateway.run(["doctor"])
            let lines = end.output.split(separator: "\n")
            #expect(lines.first == "examining \(try gateway.url)")
            #expect(lines.count == 10)
            #expect(lines[6].hasPrefix("ok       clock         "))
        }
    }

    @Test(
        "what does not work is found, with advice, and nothing above it is examined",
        arguments: [
            (["--gateway", "ws://no-such-host.invalid"], "name", "check the name"),
            (["--gateway", "ws://127.0.0.1:1"], "connection", "is a gateway running there"),
            (["--gateway", "wss://127.0.0.1:PORT"], "TLS", "ws:// goes without"),
            (["--gateway", "ws://127.0.0.1:PORT/other"], "WebSocket", "it is usually /ws"),
            (
                [
                    "--gateway", "ws://127.0.0.1:PORT", "--gateway-did",
                    "did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw",
                ], "gateway", "--gateway-did insists on the other one"
            ),
        ] as [([String], String, String)]
    )
    func fails(_ options: [String], _ check: String, _ advice: String) async throws {
        try await LiveGateway.with { gateway in
            let options = options.map { $0.replacing("PORT", with: "\(gateway.port)") }
            let (verdicts, given, status) = try await examine(options)
            #expect(verdicts[check] == "failed")
            let index = try #require(Self.checks.firstIndex(of: check))
            for check in Self.checks[..<index] where check != "TLS" { #expect(verdicts[check] == "ok", "\(check)") }
            for check in ["registration", "calls", "direct paths"] { #expect(verdicts[check] == "skipped") }
            #expect(given.contains(advice), "\(given)")
            #expect(status == 1)
        }
    }

    @Test("without TLS a way over a network is worth a warning")
    func plain() async throws {
        try await LiveGateway.with { gateway in
            let (verdicts, advice, status) = try await examine(["--gateway", "ws://0.0.0.0:\(gateway.port)"])
            #expect(verdicts["TLS"] == "warning")
            #expect(advice.hasPrefix("use wss://"))
            #expect(verdicts["direct paths"] == "warning")
            #expect(status == 0)
        }
    }

    @Test("a missing token is found at the WebSocket")
    func token() async throws {
        let folder = try TemporaryFolder()
        try await LiveGateway.with(["--require-token", try folder.write("", as: "tokens")]) { gateway in
            let (verdicts, advice, _) = try await examine(["--gateway", "\(gateway.url)"])
            #expect(verdicts["WebSocket"] == "failed")
            #expect(advice.contains("--token-file FILE"))
        }
    }

    @Test("a certificate of an unknown authority is found at TLS, and works with --ca-file")
    func certificate() async throws {
        let folder = try TemporaryFolder()
        let (certificate, key) = (folder.path("cert.pem"), folder.path("key.pem"))
        let script = """
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1" -out "$2" \
            -subj /CN=localhost -addext subjectAltName=DNS:localhost 2>/dev/null
            """
        let openssl = Process()
        openssl.executableURL = URL(filePath: "/bin/sh")
        openssl.arguments = ["-c", script, "sh", key, certificate]
        try openssl.runAsFromShell()
        try await onThread { openssl.waitUntilExit() }
        try await LiveGateway.with(["--tls-certificate", certificate, "--tls-key", key]) { gateway in
            let url = "wss://localhost:\(gateway.port)"
            let (verdicts, advice, _) = try await examine(["--gateway", url])
            #expect(verdicts["TLS"] == "failed")
            #expect(advice.contains("--ca-file FILE"))
            let (trusted, _, status) = try await examine(["--gateway", url, "--ca-file", certificate])
            #expect(trusted["TLS"] == "ok")
            #expect(status == 0)
        }
    }

    @Test("something that is no gateway is told as that")
    func noGateway() async throws {
        // A program that says the wrong thing to whoever connects, once for each of the doctor's connections.
        let script = """
            import socket
            s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1], flush=True)
            while True:
                c, _ = s.accept()
                if c.recv(1): c.sendall(b"220 mail.example ESMTP\\r\\n")
                c.close()
            """
        let server = Process()
        let output = Pipe()
        server.executableURL = URL(filePath: "/usr/bin/env")
        server.arguments = ["python3", "-c", script]
        server.standardOutput = output
        try server.runAsFromShell()
        defer { server.terminate() }
        let port = try await onThread {
            String(decoding: output.fileHandleForReading.availableData, as: UTF8.self).filter(\.isNumber)
        }
        let (verdicts, advice, _) = try await examine(["--gateway", "ws://127.0.0.1:\(port)"])
        #expect(verdicts["WebSocket"] == "failed")
        #expect(advice.contains("does a gateway listen at ws://127.0.0.1:"))
    }

    @Test("STUN and TURN servers that the gateway names are asked, and what that means for direct paths is told")
    func servers() async throws {
        let folder = try TemporaryFolder()
        let secret = try folder.write("a secret of some length", as: "secret")
        // Nobody answers at these ports; the second server is of a kind that is not supported.
        let options = [
            "--ice-server", "stun:127.0.0.1:9", "--turn-url", "turns:127.0.0.1:9", "--turn-url", "turn:127.0.0.1:9",
            "--turn-secret-file", secret,
        ]
        try await LiveGateway.with(options) { gateway in
            let end = try await gateway.run(["doctor"])
            #expect(end.status == 0, "\(end)")
            #expect(end.output.contains("stun:127.0.0.1:9 does not answer"))
            #expect(end.output.contains("turns:127.0.0.1:9 is of a kind that is not supported"))
            #expect(end.output.contains("turn:127.0.0.1:9 does not answer"))
            #expect(end.output.contains("(NO_UDP): calls take the gateway"))
            #expect(end.output.contains("transport=tcp"))
        }
    }
}
