// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Testing

@testable import AIConexusSDK

@Suite("The callee's side of a call")
struct IncomingCallStateMachineTests {
    @Test("parts are numbered from 0, and the end counts them")
    func numbers() {
        var machine = IncomingCallStateMachine(window: 8)
        for number in 0..<3 { #expect(machine.append("x") == .part(number, "x")) }
        #expect(machine.finish(.end("sum")) == .end("sum", after: 3))
    }

    @Test("an end without parts counts nothing, and a failure never does")
    func ends() {
        var single = IncomingCallStateMachine(window: 8)
        #expect(single.finish(.end("x")) == .end("x"))
        var failing = IncomingCallStateMachine(window: 8)
        _ = failing.append("x")
        #expect(failing.finish(.failure(.timeout)) == .failure(.timeout))
    }

    @Test(
        "a window of any size is held within 1 and 1 024",
        arguments: [(Int.min, 1), (0, 1), (1, 1), (64, 64), (1_024, 1_024), (1_025, 1_024), (1 << 53 - 1, 1_024)]
    )
    func windows(_ asked: Int, _ size: Int) {
        var machine = IncomingCallStateMachine(window: asked)
        for _ in 0..<size {
            #expect(machine.hasRoom)
            _ = machine.append(.null)
        }
        #expect(!machine.hasRoom)
    }

    @Test("an acknowledgement gives room for what it covers, and only once")
    func acknowledgements() {
        var machine = IncomingCallStateMachine(window: 4)
        for _ in 0..<4 { _ = machine.append(.null) }
        #expect(machine.acknowledged(through: 1) == true)
        #expect(machine.acknowledged(through: 1) == false)
        #expect(machine.acknowledged(through: 0) == false)
        #expect(machine.firstUnacknowledged == 2)
        for _ in 0..<2 {
            #expect(machine.hasRoom)
            _ = machine.append(.null)
        }
        #expect(!machine.hasRoom)
        #expect(machine.partCount == 6)
    }

    @Test("an acknowledgement of what was never sent covers what was", arguments: [3, 4, 1_000, 1 << 53 - 1, .max])
    func lyingAcknowledgement(_ sequence: Int) {
        var machine = IncomingCallStateMachine(window: 4)
        #expect(machine.acknowledged(through: sequence) == false)
        for _ in 0..<4 { _ = machine.append(.null) }
        #expect(machine.acknowledged(through: sequence) == true)
        #expect(machine.firstUnacknowledged == 4)
        #expect(machine.partCount == 4)
        #expect(machine.acknowledged(through: sequence) == false)
    }

    @Test("what is sent again: unacknowledged parts, then the end")
    func pending() {
        var machine = IncomingCallStateMachine(window: 4)
        for number in 0..<3 { _ = machine.append(.init(integerLiteral: number)) }
        _ = machine.acknowledged(through: 0)
        #expect(machine.pending(at: 0) == nil)
        #expect(machine.pending(at: 1) == .part(1, 1))
        #expect(machine.pending(at: 2) == .part(2, 2))
        #expect(machine.pending(at: 3) == nil)
        _ = machine.finish(.end("x"))
        #expect(machine.pending(at: 3) == .end("x", after: 3))
        _ = machine.acknowledged(through: 2)
        #expect(machine.pending(at: 2) == nil)
        #expect(machine.pending(at: 3) == .end("x", after: 3))
    }

    @Test("whatever is lost and acknowledged, both sides agree in the end", arguments: 1...20 as ClosedRange<UInt64>)
    func lossyPath(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let (count, window) = (Int.random(in: 1...100, using: &generator), Int.random(in: 1...9, using: &generator))
        var callee = IncomingCallStateMachine(window: window)
        var caller = OutgoingCallStateMachine(isStream: true, window: window)
        var parts: [JSONValue] = []
        var next = 0
        var end: OutgoingCallStateMachine.End?
        func deliver(_ response: ExecResponse) {
            // A third of everything is lost on the way.
            guard Int.random(in: 0..<3, using: &generator) > 0 else { return }
            let verdict = caller.received(response)
            parts += verdict.parts
            end = end ?? verdict.end
            for _ in verdict.parts {
                if let last = caller.consumed(), Bool.random(using: &generator) {
                    _ = callee.acknowledged(through: last)
                }
            }
        }
        for _ in 0..<2_000 where end == nil {
            if next < count, callee.hasRoom {
                deliver(callee.append(.init(integerLiteral: next)))
                next += 1
                continue
            }
            if next == count, callee.end == nil { deliver(callee.finish(.end("sum"))) }
            // Go on from the first unacknowledged part, as after a refusal.
            var sequence = callee.firstUnacknowledged
            while end == nil, sequence <= callee.partCount, let response = callee.pending(at: sequence) {
                deliver(response)
                sequence += 1
            }
            if end == nil, let last = caller.acknowledgement { _ = callee.acknowledged(through: last) }
        }
        #expect(parts == (0..<count).map { .init(integerLiteral: $0) }, "seed \(seed)")
        #expect(end == .success("sum", executionTime: nil), "seed \(seed)")
    }
}
