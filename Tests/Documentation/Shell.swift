// SPDX-License-Identifier: MIT

import AIConexusTestSupport
import Foundation

/// Runs commands in a folder of its own that goes with it; the built programs are on the path.
final class Shell {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "aiconexus-\(UUID().uuidString)")
    /// The programs lie beside the tests.
    private let programs = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    }

    deinit {
        // What cannot be removed is the system's temporary folder's to clean.
        try? FileManager.default.removeItem(at: folder)
    }

    /// Runs one command to its end.
    ///
    /// - Parameter command: for bash.
    /// - Returns: what it printed on standard output and standard error, without the last line feed.
    /// - Throws: when it cannot be started.
    func run(_ command: String) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["-c", command]
        process.currentDirectoryURL = folder
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        process.environment = ["PATH": "\(programs.path()):\(path)", "LC_ALL": "C.UTF-8"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.runAsFromShell()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        let text = String(decoding: bytes, as: UTF8.self)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}
