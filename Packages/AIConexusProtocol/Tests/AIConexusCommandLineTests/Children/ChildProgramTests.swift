// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Testing

@testable import AIConexusCommandLine

@Suite("ChildProgram", .timeLimit(.minutes(1)))
struct ChildProgramTests {
    /// Runs a shell script to its end.
    private func run(
        _ script: String,
        input: [UInt8] = [],
        variables: [String: String] = [:]
    ) async throws -> (output: String?, ending: ChildEnding, errors: [String]) {
        let errors = Locked([String]())
        @Sendable func note(_ line: String) {
            errors.withLock { $0.append(line) }
        }
        let (output, ending) = try await ChildProgram(["sh", "-c", script]).withRunning(
            input: input,
            variables: variables,
            lastActs: LastActs(),
            onErrorLine: note
        ) { child in
            let output = await child.readAll(maximumByteCount: 1 << 20)
            return (output.map { String(decoding: $0, as: UTF8.self) }, await child.ending())
        }
        return (output, ending, errors.withLock { $0 })
    }

    @Test("a program gets its input and variables, and is heard on both of its outputs")
    func run() async throws {
        let run = try await run(
            "cat; printf \"$WORD\"; printf 'one\\n \\ntwo' >&2",
            input: Array("hello ".utf8),
            variables: ["WORD": "there"]
        )
        #expect(run.output == "hello there")
        #expect(run.errors == ["one", " ", "two"])
        #expect(run.ending.lastErrorLine == "two")
        #expect(run.ending.isSuccess)
    }

    @Test(
        "the end is told as it was",
        arguments: [("exit 7", ChildEnding.Cause.exited(7)), ("kill -15 $$", .killed(signal: 15))]
    )
    func endings(_ script: String, _ cause: ChildEnding.Cause) async throws {
        let run = try await run(script)
        #expect(run.ending.cause == cause)
        #expect(run.output == "")
        #expect(run.ending.lastErrorLine == "")
    }

    @Test("a program that does not read its input is not waited for")
    func unreadInput() async throws {
        let run = try await run("echo done", input: [UInt8](repeating: 0x20, count: 1 << 20))
        #expect(run.output == "done\n")
        #expect(run.ending.isSuccess)
    }

    @Test("more input than a pipe holds is echoed whole")
    func manyBytes() async throws {
        let input = (0..<500_000).map { UInt8($0 % 127) }
        let run = try await run("cat", input: input)
        #expect(run.output == String(decoding: input, as: UTF8.self))
    }

    @Test("more output than may be is not kept, and the program is ended")
    func tooMuch() async throws {
        let output = try await ChildProgram(["yes"]).withRunning(input: [], lastActs: LastActs()) { child in
            await child.readAll(maximumByteCount: 100_000)
        }
        #expect(output == nil)
    }

    @Test("lines are read one by one, and a program that is ahead waits")
    func lines() async throws {
        try await ChildProgram(["seq", "1000000"]).withRunning(input: [], lastActs: LastActs()) { child in
            for number in 1...1_000 {
                #expect(await child.nextLine(maximumByteCount: 10) == .line(Array("\(number)".utf8)))
            }
        }
    }

    @Test("output that was written before the end is read after it")
    func lateOutput() async throws {
        try await ChildProgram(["sh", "-c", "echo a; echo b"]).withRunning(input: [], lastActs: LastActs()) { child in
            #expect(await child.ending().isSuccess)
            #expect(await child.nextLine(maximumByteCount: 10) == .line([UInt8(ascii: "a")]))
            #expect(await child.nextLine(maximumByteCount: 10) == .line([UInt8(ascii: "b")]))
            #expect(await child.nextLine(maximumByteCount: 10) == nil)
        }
    }

    @Test("a program that leaves a child with its output behind ends all the same, and the child too")
    func leftover() async throws {
        let run = try await run("sleep 1000 & echo $!")
        let child = try #require(run.output.flatMap { Int32($0.trimmingLineFeed) })
        #expect(run.ending.isSuccess)
        // Killed already; only its new parent's notice may be missing.
        #expect(try await Self.isGone(child))
    }

    @Test("a cancelled task ends the program, even one that does not want to")
    func cancellation() async throws {
        let (starts, started) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let task = Task {
            try await ChildProgram(["sh", "-c", "trap '' TERM; echo started; while :; do sleep 1; done"]).withRunning(
                input: [],
                lastActs: LastActs()
            ) { child in
                _ = await child.nextLine(maximumByteCount: 100)
                started.yield()
                return await child.ending().cause
            }
        }
        for await _ in starts { break }
        task.cancel()
        #expect(try await task.value == .killed(signal: 9))
    }

    @Test("what must be done before an abrupt end ends the program")
    func lastActs() async throws {
        let acts = LastActs()
        let cause = try await ChildProgram(["sh", "-c", "trap '' TERM; echo started; while :; do sleep 1; done"])
            .withRunning(input: [], lastActs: acts) { child in
                _ = await child.nextLine(maximumByteCount: 100)
                acts.perform()
                return await child.ending().cause
            }
        #expect(cause == .killed(signal: 9))
        acts.perform()
    }

    @Test(
        "what is no program is refused",
        arguments: [
            ([], "there is no command to run"), (["no-such-program"], "no program 'no-such-program' is there"),
            (["/"], "'/' is no program that can be run"),
        ] as [([String], String)]
    )
    func refusals(_ words: [String], _ message: String) {
        let error = #expect(throws: CommandError.self) { try ChildProgram(words) }
        #expect(error?.message == message)
    }

    private static func isGone(_ process: Int32) async throws -> Bool {
        let text = try await ChildProgram(["sh", "-c", "cat /proc/\(process)/stat 2>/dev/null; true"])
            .withRunning(input: [], lastActs: LastActs()) { await $0.readAll(maximumByteCount: 10_000) }
        let state = String(decoding: text ?? [], as: UTF8.self)
        return state.isEmpty || state.contains(") Z ")
    }
}

extension String {
    fileprivate var trimmingLineFeed: String { hasSuffix("\n") ? String(dropLast()) : self }
}
