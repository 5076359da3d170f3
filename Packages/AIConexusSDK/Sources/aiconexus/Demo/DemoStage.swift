// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol

/// The demo's processes: a gateway and two agents, whose lines are shown with their names.
struct DemoStage: Sendable {
    private static let maximumLineByteCount = 4_096

    private let console: Console

    init(_ console: Console) {
        self.console = console
    }

    /// Runs all of it.
    ///
    /// - Parameter gateway: the gateway's program.
    /// - Returns: success.
    /// - Throws: `CommandError` that names the process that was lost.
    func run(_ gateway: ChildProgram) async throws -> ExitStatus {
        try await gateway.withRunning(input: [], lastActs: console.lastActs, onErrorLine: complaint("gateway")) {
            child in
            let url = try await url(of: child)
            try say("gateway", "listens at \(url)")
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    while await child.nextLine(maximumByteCount: Self.maximumLineByteCount) != nil {}
                    try Task.checkCancellation()
                    throw loss("gateway", await child.ending())
                }
                group.addTask { try await perform(at: url) }
                // The gateway ends first only when something is wrong.
                defer { group.cancelAll() }
                try await group.next()
            }
            try say("gateway", "is asked to end")
        }
        try console.announce(console.style.text("All of it worked, and every message was signed and verified.", .green))
        return .success
    }

    private func perform(at url: String) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for part in DemoPart.allCases {
                let program = try ChildProgram([Demo.own, "demo", "--as", part.rawValue, "--gateway", url])
                group.addTask { try await show(part.rawValue, program) }
            }
            // The first that fails ends the others.
            for try await _ in group {}
        }
    }

    private func show(_ name: String, _ program: ChildProgram) async throws {
        let ending = try await program.withRunning(
            input: [],
            lastActs: console.lastActs,
            onErrorLine: complaint(name)
        ) { child in
            while case .line(let bytes)? = await child.nextLine(maximumByteCount: Self.maximumLineByteCount) {
                try say(name, String(decoding: bytes, as: UTF8.self))
            }
            return await child.ending()
        }
        guard ending.isSuccess else { throw loss(name, ending) }
    }

    /// Where agents connect, from the gateway's banner.
    private func url(of gateway: ChildProcess) async throws -> String {
        while case .line(let bytes)? = await gateway.nextLine(maximumByteCount: Self.maximumLineByteCount) {
            let words = String(decoding: bytes, as: UTF8.self).split(separator: " ")
            if words.starts(with: ["agents", "use"]), let url = words.last { return String(url) }
        }
        throw loss("gateway", await gateway.ending())
    }

    private func say(_ name: String, _ text: String) throws(CommandError) {
        let padded = name + String(repeating: " ", count: max(8 - name.count, 0))
        try console.announce("\(console.style.text(padded, .bold)) \(text)")
    }

    private func complaint(_ name: String) -> @Sendable (String) -> Void {
        { [console] line in console.complain("\(name): \(line)") }
    }

    private func loss(_ name: String, _ ending: ChildEnding) -> CommandError {
        switch ending.cause {
        case .exited(let status): CommandError(.failed, "\(name) ended with status \(status)")
        case .killed(let signal): CommandError(.failed, "\(name) was ended by signal \(signal)")
        }
    }
}
