// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusSDK
import AIConexusTestSupport
import AIConexusTransport
import Foundation
import Testing

/// A gateway as it ships: the program, in a process of its own, on a free port of the loopback address.
final class LiveGateway: Sendable {
    /// The programs lie beside the tests.
    static let programs = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()

    let port: UInt16
    let did: DID
    private let process: Process

    /// Runs a gateway as long as `body`.
    ///
    /// - Parameters:
    ///   - options: of `aiconexus-gateway run`, besides those that a test always needs.
    ///   - body: what uses it.
    /// - Throws: when the gateway does not start, and what `body` throws.
    static func with(_ options: [String] = [], _ body: (LiveGateway) async throws -> Void) async throws {
        let gateway = try await start(options)
        do {
            try await body(gateway)
            gateway.kill()
        } catch {
            gateway.kill()
            throw error
        }
    }

    /// Starts a gateway; ``kill()`` is the end of it.
    ///
    /// - Parameters:
    ///   - options: of `aiconexus-gateway run`.
    ///   - port: 0 for a free one.
    /// - Returns: the gateway, which listens.
    /// - Throws: when it does not start.
    static func start(_ options: [String] = [], port: UInt16 = 0) async throws -> LiveGateway {
        try await onThread { try LiveGateway(options, port: port) }
    }

    private init(_ options: [String], port: UInt16) throws {
        process = Process()
        let output = Pipe()
        process.executableURL = Self.programs.appending(path: "aiconexus-gateway")
        let key = options.contains("--key") ? [] : ["--ephemeral-key"]
        process.arguments = ["run", "--port", "\(port)", "--loops", "1"] + key + options
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.runAsFromShell()
        var banner = ""
        while !banner.contains("\n  loops") {
            let bytes = output.fileHandleForReading.availableData
            guard !bytes.isEmpty else { throw GatewayError(.connectFailed, "the gateway did not start: \(banner)") }
            banner += String(decoding: bytes, as: UTF8.self)
        }
        let lines = banner.split(separator: "\n")
        func value(_ name: String) throws -> String {
            let line = try #require(lines.first { $0.hasPrefix("  \(name) ") })
            return try #require(line.split(separator: " ").last).description
        }
        did = try DID(value("did"))
        self.port = try #require(UInt16(value("listening").split(separator: ":").last ?? ""))
    }

    /// Ends the process without a word.
    func kill() {
        guard process.isRunning else { return }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Asks the process to drain, and waits for its end.
    func terminate() async throws {
        process.terminate()
        try await onThread { [process] in process.waitUntilExit() }
    }

    /// Stops and continues the process, as a machine that hangs does.
    func signal(_ signal: Int32) {
        Foundation.kill(process.processIdentifier, signal)
    }

    /// Where agents connect.
    var url: GatewayURL {
        get throws { try GatewayURL("ws://127.0.0.1:\(port)/ws") }
    }

    /// How agents connect.
    var configuration: GatewayConfiguration {
        get throws {
            var gateway = GatewayConfiguration(try url)
            gateway.reconnect = ReconnectPolicy(firstDelay: .milliseconds(20), maximumDelay: .milliseconds(200))
            return gateway
        }
    }

    /// An agent that is not connected yet.
    func agent(_ name: String, key: SigningKey = SigningKey()) throws -> Agent {
        Agent(AgentCard(name: name), configuration: AgentConfiguration(gateway: try configuration), key: key)
    }
}
