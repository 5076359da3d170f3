// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Testing

@testable import AIConexusSDK

extension ExecResponse {
    /// A part as a callee sends it.
    static func part(_ sequence: Int?, _ result: JSONValue? = nil) -> ExecResponse {
        var response = ExecResponse(status: .partial, result: result ?? sequence.map { [.init(integerLiteral: $0)] })
        response.sequence = sequence
        return response
    }

    /// A successful end.
    static func end(_ result: JSONValue? = nil, after count: Int? = nil) -> ExecResponse {
        var response = ExecResponse(status: .success, result: result)
        response.sequence = count
        return response
    }

    /// A failure.
    static func failure(_ code: ErrorCode?, _ result: JSONValue? = nil) -> ExecResponse {
        var response = ExecResponse(status: .error, result: result)
        response.code = code
        return response
    }
}

@Suite("The caller's side of a call")
struct OutgoingCallStateMachineTests {
    private typealias Machine = OutgoingCallStateMachine
    private typealias Verdict = OutgoingCallStateMachine.Verdict

    // MARK: - One answer

    @Test("one answer ends a call; whatever comes after it is nothing")
    func oneAnswer() {
        var machine = Machine(isStream: false, window: 64)
        #expect(!machine.hasHeard)
        #expect(machine.received(.end("done")) == Verdict(end: .success("done", executionTime: nil)))
        #expect(machine.isOver && machine.hasHeard)
        #expect(machine.received(.end("again")) == .nothing)
        #expect(machine.received(.failure(.internalError)) == .nothing)
        #expect(machine.received(ErrorReport(code: .cancelled, message: "")) == .nothing)
    }

    @Test("an answer without a result is null, whatever number of parts it claims", arguments: [nil, 0, 7] as [Int?])
    func noResult(_ count: Int?) {
        var machine = Machine(isStream: false, window: 64)
        #expect(machine.received(.end(after: count)) == Verdict(end: .success(.null, executionTime: nil)))
    }

    @Test("failures and refusals end a call")
    func failures() {
        var failed = Machine(isStream: false, window: 64)
        #expect(failed.received(.failure(.agentError)) == Verdict(end: .failed(.failure(.agentError))))
        var refused = Machine(isStream: true, window: 64)
        let report = ErrorReport(code: .allBusy, message: "busy")
        #expect(refused.received(report) == Verdict(end: .refused(report)))
        #expect(!refused.hasHeard)
    }

    @Test("a part that nobody asked for ends the call")
    func unaskedPart() {
        var machine = Machine(isStream: false, window: 64)
        guard case .brokenStream = machine.received(.part(0)).end else {
            Issue.record("the part was taken")
            return
        }
        #expect(machine.isOver)
    }

    @Test(
        "execution times of any size are read; one beyond all reason is held",
        arguments: [(0.0, 0.0), (1.5, 0.0015), (1e300, 0x1p53 / 1_000), (.greatestFiniteMagnitude, 0x1p53 / 1_000)]
    )
    func executionTime(_ milliseconds: Double, _ seconds: Double) {
        var response = ExecResponse.end("x")
        response.executionTimeMilliseconds = milliseconds
        var machine = Machine(isStream: false, window: 64)
        #expect(machine.received(response).end == .success("x", executionTime: .seconds(seconds)))
    }

    // MARK: - Streams

    @Test("parts in order are handed on as they come; the end counts them")
    func stream() {
        var machine = Machine(isStream: true, window: 4)
        for number in 0..<3 {
            #expect(machine.received(.part(number)) == Verdict(parts: [[.init(integerLiteral: number)]]))
        }
        #expect(machine.received(.end("sum", after: 3)) == Verdict(end: .success("sum", executionTime: nil)))
    }

    @Test("parts that come twice, late or early are put in order")
    func disorder() {
        var machine = Machine(isStream: true, window: 8)
        #expect(machine.received(.part(2)) == .nothing)
        #expect(machine.received(.part(1)) == .nothing)
        #expect(machine.received(.part(2, "forged")) == .nothing)
        #expect(machine.received(.part(0, "first")).parts.count == 3)
        #expect(machine.received(.part(0)) == .nothing)
        #expect(machine.received(.part(2)) == .nothing)
        #expect(machine.partCount == 3)
    }

    @Test("any order of parts and copies gives every part once, in order", arguments: 1...20 as ClosedRange<UInt64>)
    func anyOrder(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let count = Int.random(in: 1...40, using: &generator)
        var sent = (0..<count).flatMap { number in Array(repeating: ExecResponse.part(number), count: 1 + number % 2) }
        sent.append(.end(after: count))
        sent.shuffle(using: &generator)
        var machine = Machine(isStream: true, window: count)
        var parts: [JSONValue] = []
        var ends = 0
        for response in sent {
            let verdict = machine.received(response)
            parts += verdict.parts
            if verdict.end != nil { ends += 1 }
        }
        #expect(parts == (0..<count).map { [.init(integerLiteral: $0)] }, "seed \(seed)")
        #expect(ends == 1, "seed \(seed)")
    }

    @Test("a callee that runs ahead of the window fills nothing")
    func overrun() {
        var machine = Machine(isStream: true, window: 4)
        for number in [4, 5, 1_000_000, 1 << 53 - 1] { #expect(machine.received(.part(number)) == .nothing) }
        for number in 0..<4 { #expect(machine.received(.part(number)).parts.count == 1) }
        #expect(machine.received(.part(4)) == .nothing)
        _ = machine.consumed()
        #expect(machine.received(.part(4)).parts.count == 1)
    }

    @Test("an end that comes before its parts waits for them, and a failure does not")
    func earlyEnd() {
        var machine = Machine(isStream: true, window: 4)
        #expect(machine.received(.end("x", after: 2)) == .nothing)
        #expect(machine.received(.part(0)).end == nil)
        #expect(machine.received(.part(1)).end == .success("x", executionTime: nil))
        var failing = Machine(isStream: true, window: 4)
        #expect(failing.received(.end("x", after: 2)) == .nothing)
        #expect(failing.received(.failure(.timeout)).end == .failed(.failure(.timeout)))
    }

    @Test("an end that counts fewer parts than came, or hides that some are missing, breaks the stream")
    func lyingEnd() {
        var fewer = Machine(isStream: true, window: 4)
        _ = fewer.received(.part(0))
        _ = fewer.received(.part(1))
        guard case .brokenStream = fewer.received(.end(after: 1)).end else {
            Issue.record("parts too many")
            return
        }
        var hiding = Machine(isStream: true, window: 4)
        _ = hiding.received(.part(1))
        guard case .brokenStream = hiding.received(.end("x")).end else {
            Issue.record("a part is missing")
            return
        }
    }

    @Test("an end without a count is believed when nothing is missing")
    func endWithoutCount() {
        var machine = Machine(isStream: true, window: 4)
        _ = machine.received(.part(0))
        #expect(machine.received(.end("x")).end == .success("x", executionTime: nil))
    }

    @Test("a part without a number breaks the stream")
    func unnumbered() {
        var machine = Machine(isStream: true, window: 4)
        guard case .brokenStream = machine.received(.part(nil, "x")).end else {
            Issue.record("the part was taken")
            return
        }
    }

    // MARK: - Acknowledgements

    @Test("half a window consumed is acknowledged, and no more often", arguments: [1, 2, 3, 64])
    func acknowledgements(_ window: Int) {
        var machine = Machine(isStream: true, window: window)
        let step = (window + 1) / 2
        for number in 0..<window * 4 {
            _ = machine.received(.part(number))
            let isDue = (number + 1) % step == 0
            #expect(machine.consumed() == (isDue ? number : nil))
        }
    }

    @Test("what was acknowledged can be told again, and nothing before anything was consumed")
    func again() {
        var machine = Machine(isStream: true, window: 64)
        var acknowledgement = machine.acknowledgement
        #expect(acknowledgement == nil)
        _ = machine.received(.part(0))
        _ = machine.consumed()
        acknowledgement = machine.acknowledgement
        #expect(acknowledgement == 0)
    }

    @Test("after the end nothing is acknowledged")
    func acknowledgementAfterEnd() {
        var machine = Machine(isStream: true, window: 1)
        _ = machine.received(.part(0))
        _ = machine.received(.end(after: 1))
        #expect(machine.consumed() == nil)
    }
}
