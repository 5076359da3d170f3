// SPDX-License-Identifier: MIT

import AIConexusTestSupport
import Foundation
import Testing

/// A gateway as it ships, in a process of its own, on a free port of the loopback address; it ends with this object.
final class RunningProgram {
    private let process = Process()
    private let output = Pipe()
    private let folder: TemporaryFolder
    /// What it printed at its start.
    private(set) var banner = ""

    /// Starts a gateway and waits until it listens.
    ///
    /// - Parameters:
    ///   - arguments: of `aiconexus-gateway run`.
    ///   - environment: its whole environment.
    /// - Throws: when it does not start.
    init(_ arguments: [String] = [], environment: [String: String] = [:]) throws {
        folder = try TemporaryFolder()
        let errors = folder.url.appending(path: "errors")
        try Data().write(to: errors)
        process.executableURL = CommandRun.program
        process.arguments = ["run"] + arguments
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.runAsFromShell()
        while !banner.contains("\n  loops") {
            let bytes = output.fileHandleForReading.availableData
            try #require(!bytes.isEmpty, "the gateway did not start: \(banner)\(log)")
            banner += String(decoding: bytes, as: UTF8.self)
        }
    }

    deinit {
        guard process.isRunning else { return }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// What the banner says of something.
    func fact(_ name: String) throws -> String {
        let line = try #require(banner.split(separator: "\n").first { $0.hasPrefix("  \(name) ") })
        return line.dropFirst(name.count + 2).trimmingCharacters(in: .whitespaces)
    }

    /// Where it listens.
    var addresses: [String] {
        get throws { try fact("listening").components(separatedBy: ", ") }
    }

    /// Where it is asked over HTTP.
    var url: String {
        get throws { "http://\(try addresses[0])" }
    }

    /// What it has logged.
    var log: String {
        // It may not have written anything yet.
        (try? String(contentsOf: folder.url.appending(path: "errors"), encoding: .utf8)) ?? ""
    }

    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Waits for its end, and tells the status as a shell does.
    func end() -> Int32 {
        process.waitUntilExit()
        return process.shellStatus
    }
}
