// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Foundation

/// A program that was built beside the tests, in a process of its own.
final class RunningProgram: Sendable {
    private let process = Process()
    private let output = Pipe()
    private let text = Locked("")

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - name: the program.
    ///   - arguments: its arguments.
    ///   - environment: variables besides those of the tests.
    /// - Throws: when it cannot be started.
    init(_ name: String, _ arguments: [String] = [], environment: [String: String] = [:]) throws {
        process.executableURL = LiveGateway.programs.appending(path: name)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.runAsFromShell()
    }

    /// The process.
    var processID: Int32 { process.processIdentifier }

    /// Reads until the program has printed `text`, or has ended.
    ///
    /// - Parameter text: what to wait for.
    /// - Returns: everything printed so far.
    /// - Throws: never.
    func waitForOutput(_ text: String) async throws -> String {
        try await onThread { [self] in readUntil(text) }
    }

    private func readUntil(_ text: String) -> String {
        while true {
            let printed = self.text.withLock { $0 }
            if printed.contains(text) { return printed }
            let bytes = output.fileHandleForReading.availableData
            if bytes.isEmpty { return printed }
            self.text.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
        }
    }

    /// Reads to the program's end.
    ///
    /// - Returns: everything it printed, and its exit status.
    /// - Throws: when its output cannot be read.
    func waitForEnd() async throws -> (output: String, status: Int32) {
        try await onThread { [self] in
            let rest = try output.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            return (text.withLock { $0 } + String(decoding: rest, as: UTF8.self), process.terminationStatus)
        }
    }

    /// Ends the process without a word.
    func kill() {
        guard process.isRunning else { return }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}
