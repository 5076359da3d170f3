// SPDX-License-Identifier: MIT

import AIConexusSDK
import Foundation

/// A process that the benchmark starts, watches and ends.
final class Child {
    /// The line by which it said that it is ready.
    let firstLine: String
    /// From starting it to that line.
    let startTime: Duration
    private let process = Process()

    init(_ program: String, _ arguments: [String], readyWhen isReady: (String) -> Bool) throws {
        let output = Pipe()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        let start = ContinuousClock.now
        try process.run()
        var text = ""
        while true {
            let bytes = output.fileHandleForReading.availableData
            guard !bytes.isEmpty else { throw GatewayError(.connectFailed, "\(program) did not start: \(text)") }
            text += String(decoding: bytes, as: UTF8.self)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
            if let line = lines.first(where: isReady) {
                firstLine = line
                startTime = ContinuousClock.now - start
                return
            }
        }
    }

    /// A gateway on a free port that limits nobody, on one loop.
    static func gateway() throws -> Child {
        let program = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appending(path: "aiconexus-gateway").path()
        return try Child(
            program,
            [
                "run", "--port", "0", "--ephemeral-key", "--loops", "1", "--messages-per-second", "1000000",
                "--message-burst", "10000000", "--bytes-per-second", "1GiB", "--byte-burst", "1GiB",
            ],
            readyWhen: { $0.hasPrefix("  agents use ") }
        )
    }

    /// Of a gateway: where agents connect.
    var url: String { firstLine.split(separator: " ").last.map(String.init) ?? "" }

    var processID: Int32 { process.processIdentifier }

    /// Ends it at once.
    func end() {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}

/// What the kernel says about a process.
enum ProcessFigures {
    /// The processor time that a process has used, all threads together (proc(5), `stat`, utime and stime).
    static func processorTime(_ processID: Int32) throws -> Duration {
        let text = try String(contentsOfFile: "/proc/\(processID)/stat", encoding: .utf8)
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Int(fields[11]), let system = Int(fields[12]) else { return .zero }
        return .milliseconds((user + system) * 1_000 / sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Memory of a process in bytes: resident in all, and private to it.
    static func memory(_ processID: Int32) throws -> (resident: Int, priv: Int) {
        let text = try String(contentsOfFile: "/proc/\(processID)/smaps_rollup", encoding: .utf8)
        func sum(_ names: [String]) -> Int {
            text.split(separator: "\n").reduce(0) { sum, line in
                guard names.contains(where: { line.hasPrefix("\($0):") }) else { return sum }
                return sum + (line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 1_024
            }
        }
        return (sum(["Rss"]), sum(["Private_Clean", "Private_Dirty"]))
    }
}
