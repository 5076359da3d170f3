// SPDX-License-Identifier: MIT

import AIConexusTestSupport
import Foundation

/// A run of the program that is spoken with line by line.
final class Conversation {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let errors = Pipe()

    /// Starts the program.
    ///
    /// - Parameters:
    ///   - arguments: its arguments.
    ///   - inputBlocks: whether the program's standard input is left to block, as it is by default.
    /// - Throws: when it cannot be started.
    init(_ arguments: [String], inputBlocks: Bool = true) throws {
        process.executableURL = CommandRun.program
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        process.standardError = errors
        if !inputBlocks { _ = fcntl(input.fileHandleForReading.fileDescriptor, F_SETFL, O_NONBLOCK) }
        try process.runAsFromShell()
    }

    /// Says a line.
    func say(_ line: String) throws {
        try input.fileHandleForWriting.write(contentsOf: Data("\(line)\n".utf8))
    }

    /// Waits for the answer to a line.
    func answer() throws -> String {
        var line: [UInt8] = []
        while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first, byte != UInt8(ascii: "\n") {
            line.append(byte)
        }
        return String(decoding: line, as: UTF8.self)
    }

    /// Presses Ctrl-C.
    func interrupt() { process.interrupt() }

    /// Ends the input.
    func hangUp() throws { try input.fileHandleForWriting.close() }

    /// Waits for the end; the status and what was written on standard error.
    func end() throws -> (status: Int32, errors: String) {
        process.waitUntilExit()
        let errors = try errors.fileHandleForReading.readToEnd() ?? Data()
        return (process.shellStatus, String(decoding: errors, as: UTF8.self))
    }
}
