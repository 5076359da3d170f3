// SPDX-License-Identifier: MIT

internal import Glibc

/// A program with its arguments, to be run any number of times.
public struct ChildProgram: Sendable {
    /// The program as it was named, and its arguments.
    public let words: [String]
    /// Where it was found.
    let path: String

    /// Looks for a program.
    ///
    /// - Parameter words: a path, or a name that is looked for as a shell does; then the arguments.
    /// - Throws: ``CommandError`` `failed` when there is nothing of that name that could be run.
    public init(_ words: [String]) throws(CommandError) {
        guard let name = words.first, !name.isEmpty else { throw CommandError(.failed, "there is no command to run") }
        self.words = words
        path = try Self.find(name)
    }

    private static func find(_ name: String) throws(CommandError) -> String {
        let variable = unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
        let folders = variable.split(separator: ":", omittingEmptySubsequences: false)
        // An empty entry means the present folder.
        let candidates = name.contains("/") ? [name] : folders.map { $0.isEmpty ? "./\(name)" : "\($0)/\(name)" }
        if let path = candidates.first(where: isRunnable) { return path }
        let exists = candidates.contains { unsafe access($0, F_OK) == 0 }
        let reason = exists ? "'\(name)' is no program that can be run" : "no program '\(name)' is there"
        throw CommandError(.failed, reason)
    }

    private static func isRunnable(_ path: String) -> Bool {
        var status = stat()
        guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        return unsafe access(path, X_OK) == 0
    }
}

extension ChildProgram {
    /// Runs the program as long as `body`, which reads what it says.
    ///
    /// The program is the leader of a process group of its own, so that a Ctrl-C on the terminal is ours to deal with.
    /// Whatever is left of the group when `body` ends is ended too, by SIGTERM and, two seconds later, SIGKILL; so it is
    /// when the task is cancelled. When this returns the program is gone.
    ///
    /// - Parameters:
    ///   - input: what it reads on standard input, which ends then.
    ///   - variables: added to the environment.
    ///   - lastActs: where its end is seen to when the process ends at once.
    ///   - onErrorLine: is given each line of its standard error, on a thread of its own.
    ///   - body: reads its output and awaits its end.
    /// - Returns: what `body` returns.
    /// - Throws: ``CommandError`` `failed` when it cannot be started, and what `body` throws.
    public func withRunning<Result>(
        input: [UInt8],
        variables: [String: String] = [:],
        lastActs: LastActs,
        onErrorLine: @escaping @Sendable (String) -> Void = { _ in },
        _ body: (ChildProcess) async throws -> Result
    ) async throws -> Result {
        let child = try ChildProcess(self, input: input, variables: variables, onErrorLine: onErrorLine)
        let token = lastActs.add { child.kill() }
        defer { lastActs.remove(token) }
        return try await withTaskCancellationHandler {
            do {
                let result = try await body(child)
                await child.stop()
                return result
            } catch {
                await child.stop()
                throw error
            }
        } onCancel: {
            child.terminate()
        }
    }
}
