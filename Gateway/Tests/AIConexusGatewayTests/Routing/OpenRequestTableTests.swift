// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusProtocol
import AIConexusTestSupport
import Testing

@Suite("OpenRequestTable")
struct OpenRequestTableTests {
    private func connection(_ number: Int) -> ConnectionID {
        ConnectionID(loop: 0, slot: UInt32(number), generation: 1)
    }

    private struct Model {
        var callees: [OpenRequestTable.Key: ConnectionID] = [:]

        func keys(of callee: ConnectionID) -> Set<OpenRequestTable.Key> {
            Set(callees.filter { $0.value == callee }.keys)
        }
    }

    @Test("random operations agree with a dictionary", arguments: 0..<10)
    func model(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var table = OpenRequestTable(maximumCountPerCaller: 8, secrets: (seed, ~seed))
        var model = Model()
        for _ in 0..<3_000 {
            let caller = connection(Int.random(in: 0..<6, using: &generator))
            let callee = connection(Int.random(in: 6..<12, using: &generator))
            let key = OpenRequestTable.Key(caller: caller, id: Samples.id(.random(in: 0..<12, using: &generator)))
            let held = model.callees.keys.filter { $0.caller == caller }.count
            switch Int.random(in: 0..<20, using: &generator) {
            case 0:
                #expect(Set(table.calleeEnded(callee)) == model.keys(of: callee), "seed \(seed)")
                model.callees = model.callees.filter { $0.value != callee }
            case 1:
                table.callerEnded(caller)
                model.callees = model.callees.filter { $0.key.caller != caller }
            case 2..<6:
                table.answered(key, by: callee, isSealed: false)
                if model.callees[key] == callee { model.callees[key] = nil }
            case 6..<9:
                let wasOpen = model.callees.removeValue(forKey: key) != nil
                #expect(table.close(key) == wasOpen, "seed \(seed)")
            default:
                let opened = table.open(key, callee: callee, deadline: nil, now: .zero)
                #expect(opened == (held < 8), "seed \(seed)")
                if opened { model.callees[key] = callee }
            }
            #expect(table.count == model.callees.count, "seed \(seed)")
            #expect(table.count(of: caller) == model.callees.keys.filter { $0.caller == caller }.count, "seed \(seed)")
        }
    }

    @Test("a sealed answer keeps the call open until its place is needed")
    func sealed() {
        var table = OpenRequestTable(maximumCountPerCaller: 1, secrets: (1, 2))
        let (caller, callee) = (connection(1), connection(2))
        let first = OpenRequestTable.Key(caller: caller, id: Samples.id(1))
        let second = OpenRequestTable.Key(caller: caller, id: Samples.id(2))
        #expect(table.open(first, callee: callee, deadline: nil, now: .zero) == true)
        #expect(table.open(second, callee: callee, deadline: nil, now: .zero) == false)
        table.answered(first, by: connection(3), isSealed: true)
        #expect(table.open(second, callee: callee, deadline: nil, now: .zero) == false)
        table.answered(first, by: callee, isSealed: true)
        #expect(table.count == 1)
        #expect(table.open(second, callee: callee, deadline: nil, now: .zero) == true)
        #expect(table.calleeEnded(callee) == [second])
    }

    @Test("a call whose time is over makes room")
    func deadline() {
        var table = OpenRequestTable(maximumCountPerCaller: 1, secrets: (1, 2))
        let (caller, callee) = (connection(1), connection(2))
        let first = OpenRequestTable.Key(caller: caller, id: Samples.id(1))
        let second = OpenRequestTable.Key(caller: caller, id: Samples.id(2))
        #expect(table.open(first, callee: callee, deadline: .seconds(5), now: .zero) == true)
        #expect(table.open(second, callee: callee, deadline: nil, now: .seconds(5)) == false)
        #expect(table.open(second, callee: callee, deadline: nil, now: .seconds(6)) == true)
    }

    @Test("a callee's end leaves the calls of the agent that has its slot since")
    func slotIsUsedAgain() {
        var table = OpenRequestTable(maximumCountPerCaller: 8, secrets: (1, 2))
        let caller = connection(1)
        let callee = ConnectionID(loop: 1, slot: 7, generation: 1)
        let successor = ConnectionID(loop: 1, slot: 7, generation: 2)
        let calls = (1...4).map { OpenRequestTable.Key(caller: caller, id: Samples.id($0)) }
        for (number, call) in calls.enumerated() {
            #expect(table.open(call, callee: number % 2 == 0 ? callee : successor, deadline: nil, now: .zero) == true)
        }
        #expect(Set(table.calleeEnded(callee)) == [calls[0], calls[2]])
        #expect(table.count == 2)
        #expect(Set(table.calleeEnded(successor)) == [calls[1], calls[3]])
    }
}
