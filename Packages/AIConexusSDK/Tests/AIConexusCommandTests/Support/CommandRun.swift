// SPDX-License-Identifier: MIT

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
            path: "aiconexus"
        )
    }

    /// Runs the program.
    ///
    /// - Parameters:
    ///   - arguments: its arguments.
    ///   - input: what is on its standard input.
    /// - Throws: when it cannot be started.
    init(_ arguments: [String], input: some Sequence<UInt8> = []) throws {
        try self.init(Self.program, arguments, input: input)
    }

    /// Runs a shell script in which `"$0"` is the program.
    ///
    /// - Parameters:
    ///   - script: for `/bin/sh`.
    ///   - input: what is on its standard input.
    /// - Throws: when it cannot be started.
    init(shell script: String, input: some Sequence<UInt8> = []) throws {
        try self.init(URL(filePath: "/bin/sh"), ["-c", script, Self.program.path()], input: input)
    }

    private init(_ program: URL, _ arguments: [String], input: some Sequence<UInt8>) throws {
        let folder = try TemporaryFolder()
        // Files in place of pipes: nobody has to read one while the other fills.
        let files = ["input", "output", "errors"].map { folder.url.appending(path: $0) }
        try Data(input).write(to: files[0])
        try Data().write(to: files[1])
        try Data().write(to: files[2])
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.standardInput = try FileHandle(forReadingFrom: files[0])
        process.standardOutput = try FileHandle(forWritingTo: files[1])
        process.standardError = try FileHandle(forWritingTo: files[2])
        try process.runAsFromShell()
        process.waitUntilExit()
        status = process.shellStatus
        output = try Array(Data(contentsOf: files[1]))
        errors = try String(decoding: Data(contentsOf: files[2]), as: UTF8.self)
    }
}
