// SPDX-License-Identifier: MIT

import AIConexusSDK
import Foundation

/// Calls and a stream between two agents that go on until standard input ends, while somebody cuts their direct path.
///
/// It prints each change of the calls' path as it happens, and a line of JSON in the end: how many calls and parts there
/// were, and what was lost, doubled or out of order, which is nothing when all is well. With `both` it is ``BothAtOnce``.
@main
enum DirectSoak {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard let url = arguments.last, arguments.count == 1 || arguments.first == "both" && arguments.count == 2 else {
            print("usage: direct-soak [both] GATEWAY-URL < PIPE")
            exit(2)
        }
        let configuration = AgentConfiguration(gateway: GatewayConfiguration(try GatewayURL(url)))
        if arguments.count == 2 { return try await BothAtOnce.run(configuration) }
        let ledger = Ledger()
        let callee = Agent(AgentCard(name: "callee"), configuration: configuration)
        try callee.serve("soak.work", options: CapabilityOptions(concurrency: 100, semantics: .atMostOnce)) {
            (input: [String: Int], _) in
            await ledger.carriedOut(input["number"] ?? -1)
            return input
        }
        try callee.serve("soak.count", streaming: Int.self) { (_: Nothing, _, parts) in
            for number in 0... {
                try await parts.send(number)
                try await Task.sleep(for: .milliseconds(2))
            }
        }
        try await callee.whileRunning { callee in
            try await Agent(AgentCard(name: "caller"), configuration: configuration).whileRunning { caller in
                try await soak(caller.remote(callee.did), ledger)
            }
        }
        let report = await ledger.report
        say(report.canonicalText)
        exit(await ledger.isClean ? 0 : 1)
    }

    private static func soak(_ callee: RemoteAgent, _ ledger: Ledger) async throws {
        try await callee.connectDirectly()
        let calls = Task { try await makeCalls(callee, ledger) }
        let stream = Task { try await readStream(callee, ledger) }
        while let line = await nextLine() {
            say("\(line): \(await callee.path().path.rawValue)")
        }
        await ledger.stop()
        try await calls.value
        stream.cancel()
        _ = await stream.result
    }

    /// Prints a line at once, past the C library's buffers: to flush those waits for whoever reads standard input.
    static func say(_ line: String) {
        FileHandle.standardOutput.write(Data("\(line)\n".utf8))
    }

    /// The next line of standard input, which is waited for on a thread of its own.
    static func nextLine() async -> String? {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: readLine()) }
        }
    }

    private static func makeCalls(_ callee: RemoteAgent, _ ledger: Ledger) async throws {
        let options = CallOptions(timeout: .seconds(30), retry: .never)
        var number = 0
        var last: CallPath?
        while await !ledger.isStopped {
            do {
                let answer = try await callee.callForResult(
                    "soak.work",
                    ["number": number],
                    returning: [String: Int].self,
                    options: options
                )
                await ledger.answered(number, isRight: answer.output == ["number": number])
                if answer.path != last {
                    say("call \(number) by \(answer.path.rawValue)")
                    last = answer.path
                }
            } catch let error as CallError {
                say("call \(number): \(error)")
                await ledger.failed(number)
            }
            number += 1
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    private static func readStream(_ callee: RemoteAgent, _ ledger: Ledger) async throws {
        var expected = 0
        do {
            for try await number in try callee.stream("soak.count", of: Int.self) {
                await ledger.read(isRight: number == expected)
                expected = number + 1
            }
            await ledger.streamEnded("the stream ended")
        } catch is CancellationError {
            return
        } catch {
            await ledger.streamEnded("\(error)")
        }
    }
}

/// What was carried out, answered and read.
actor Ledger {
    private(set) var isStopped = false
    private var done: Set<Int> = []
    private var doubled = 0
    private var answers = 0
    private var wrongAnswers = 0
    private var failures = 0
    private var unknownWork = 0
    private var parts = 0
    private var wrongParts = 0
    private var streamEnd: String?

    func stop() { isStopped = true }

    func carriedOut(_ number: Int) {
        if !done.insert(number).inserted { doubled += 1 }
    }

    func answered(_ number: Int, isRight: Bool) {
        answers += 1
        if !isRight { wrongAnswers += 1 }
        if !done.contains(number) { unknownWork += 1 }
    }

    func failed(_ number: Int) { failures += 1 }

    func read(isRight: Bool) {
        parts += 1
        if !isRight { wrongParts += 1 }
    }

    func streamEnded(_ reason: String) { streamEnd = reason }

    var isClean: Bool {
        failures == 0 && doubled == 0 && wrongAnswers == 0 && unknownWork == 0 && wrongParts == 0 && streamEnd == nil
            && answers > 0 && parts > 0
    }

    var report: JSONObject {
        func number(_ value: Int) -> JSONValue { .number(JSONNumber(integerLiteral: value)) }
        return [
            "calls": number(answers), "failed": number(failures), "doubled": number(doubled),
            "wrong": number(wrongAnswers + unknownWork), "parts": number(parts), "parts_wrong": number(wrongParts),
            "stream_end": streamEnd.map(JSONValue.string) ?? .null,
        ]
    }
}
