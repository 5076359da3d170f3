// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusTestSupport
import Foundation
import Testing

/// One run of the built program, from its start to its end.
struct CommandRun {
    /// The exit status, or 128 and the signal's number, as a shell reports it.
    let status: Int32
    /// Everything on standard output.
    let output: [UInt8]
    /// Everything on standard error.
    let errors: String

    /// Standard output as text.
    var text: String { String(decoding: output, as: UTF8.self) }

    /// The built program, which lies beside the tests.
    static var program: URL {
        URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().appending(
            path: "aiconexus-gateway"
        )
    }

    /// Runs the program.
    ///
    /// - Parameters:
    ///   - arguments: its arguments.
    ///   - environment: its whole environment.
    /// - Throws: when it cannot be started.
    init(_ arguments: [String], environment: [String: String] = [:]) throws {
        let folder = try TemporaryFolder()
        // Files in place of pipes: nobody has to read one while the other fills.
        let files = ["output", "errors"].map { folder.url.appending(path: $0) }
        for file in files { try Data().write(to: file) }
        let process = Process()
        process.executableURL = Self.program
        process.arguments = arguments
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: files[0])
        process.standardError = try FileHandle(forWritingTo: files[1])
        try process.runAsFromShell()
        process.waitUntilExit()
        status = process.shellStatus
        // Foundation leaks its buffer when it reads an empty file.
        output = try StateFile.read(files[0].path(), maximumByteCount: 1 << 24)
        errors = try String(decoding: StateFile.read(files[1].path(), maximumByteCount: 1 << 24), as: UTF8.self)
    }
}
