// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusSDK
import AIConexusTestSupport
import Foundation
import Testing

/// `aiconexus` as it ships, in a process of its own, with a home of its own.
final class CommandProcess: Sendable {
    /// How a run ended.
    struct End: Sendable {
        /// The exit status, or 128 and the signal's number, as a shell reports it.
        let status: Int32
        /// What was printed and not read before.
        let output: String
        /// Everything on standard error.
        let errors: String
    }

    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let errors = Pipe()
    private let unread = Locked([UInt8]())

    /// Starts the program.
    ///
    /// - Parameters:
    ///   - arguments: its arguments.
    ///   - environment: its variables, besides `PATH`.
    ///   - shell: in place of the arguments, a script in which `"$0"` is the program.
    /// - Throws: when it cannot be started.
    init(_ arguments: [String] = [], environment: [String: String] = [:], shell: String? = nil) throws {
        let program = LiveGateway.programs.appending(path: "aiconexus")
        process.executableURL = shell == nil ? program : URL(filePath: "/bin/sh")
        process.arguments = shell.map { ["-c", $0, program.path()] } ?? arguments
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        process.environment = ["PATH": path, "LC_ALL": "C.UTF-8"].merging(environment) { $1 }
        process.standardInput = input
        process.standardOutput = output
        process.standardError = errors
        try process.runAsFromShell()
    }

    /// The process's number.
    var id: Int32 { process.processIdentifier }

    /// Waits for the next line that it prints; `nil` at the end.
    func line() async throws -> String? {
        try await onThread { [self] in
            while true {
                if let line = takeLine() { return line }
                let bytes = output.fileHandleForReading.availableData
                if bytes.isEmpty { return nil }
                unread.withLock { $0 += bytes }
            }
        }
    }

    private func takeLine() -> String? {
        unread.withLock { unread in
            guard let end = unread.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            defer { unread.removeFirst(end + 1) }
            return String(decoding: unread[..<end], as: UTF8.self)
        }
    }

    /// Waits for the next line on standard error, or the next that has `text` in it; those before it are gone.
    func complaint(with text: String? = nil) async throws -> String {
        let lines = errors.fileHandleForReading
        return try await onThread {
            var line: [UInt8] = []
            while let byte = try lines.read(upToCount: 1)?.first {
                if byte != UInt8(ascii: "\n") {
                    line.append(byte)
                    continue
                }
                let read = String(decoding: line, as: UTF8.self)
                if text.map(read.contains) ?? true { return read }
                line = []
            }
            throw Ended()
        }
    }

    /// Standard error ended before what was waited for.
    struct Ended: Error {}

    /// Writes on standard input, and ends it.
    func say(_ text: String) throws {
        try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        try input.fileHandleForWriting.close()
    }

    /// Sends a signal.
    func signal(_ number: Int32) { Foundation.kill(id, number) }

    /// Waits for the end.
    func end() async throws -> End {
        try await onThread { [self] in
            // Little enough is printed here for a pipe to hold it.
            let printed = try output.fileHandleForReading.readToEnd() ?? Data()
            let complaints = try errors.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            let rest = unread.withLock { unread in
                defer { unread = [] }
                return unread
            }
            return End(
                status: process.shellStatus,
                output: String(decoding: rest + printed, as: UTF8.self),
                errors: String(decoding: complaints, as: UTF8.self)
            )
        }
    }

    /// Ends the process without a word, if it still runs.
    func kill() {
        guard process.isRunning else { return }
        signal(SIGKILL)
        process.waitUntilExit()
    }
}

extension LiveGateway {
    /// The variables with which the program finds this gateway, and no home.
    var environment: [String: String] {
        get throws { ["AICONEXUS_GATEWAY": "\(try url)"] }
    }

    /// Runs `aiconexus` to its end.
    func run(
        _ arguments: [String],
        input: String = "",
        environment: [String: String] = [:]
    ) async throws -> CommandProcess.End {
        let process = try CommandProcess(
            arguments,
            environment: try self.environment.merging(environment) { $1 }
        )
        try process.say(input)
        return try await process.end()
    }

    /// Runs `aiconexus` while `body` lasts, which begins when it has printed its first line.
    func running(
        _ arguments: [String],
        _ body: (_ program: CommandProcess, _ greeting: String) async throws -> Void
    ) async throws {
        let program = try CommandProcess(arguments, environment: environment)
        defer { program.kill() }
        try await body(program, try #require(try await program.line()))
    }

    /// Runs `aiconexus serve` while `body` lasts, which begins when it is registered.
    func serving(
        _ options: [String],
        _ body: (CommandProcess) async throws -> Void
    ) async throws {
        let server = try CommandProcess(["serve"] + options, environment: environment)
        defer { server.kill() }
        let greeting = try await server.line()
        try #require(greeting?.hasPrefix("serving ") == true || greeting?.hasPrefix("{") == true)
        try await body(server)
    }

    /// The DID of the only agent that is registered.
    func onlyAgent() async throws -> String {
        try await agent("looker").whileRunning { looker in
            let found = try await looker.find()
            try #require(found.count == 1)
            return found[0].did.description
        }
    }

    /// How many messages of a type the gateway has received.
    func statistic(_ type: JSONName) async throws -> Int {
        let end = try await run(["call", "gateway.stats"])
        let statistics = try JSONValue(parsing: Array(end.output.utf8).span).object
        return statistics?["messages_received"]?.object?[type]?.int ?? 0
    }
}
