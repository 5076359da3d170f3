// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusProtocol
import AIConexusTestSupport
import Testing

@Suite("AgentRegistry")
struct AgentRegistryTests {
    private let alice = Samples.alice.publicKey
    private let bob = Samples.bob.publicKey
    private let now = Samples.start

    private func connection(_ number: Int) -> ConnectionID {
        ConnectionID(loop: 0, slot: UInt32(number), generation: 1)
    }

    private func register(
        _ key: PublicKey,
        in registry: inout AgentRegistry,
        on number: Int = 1,
        _ capabilities: [String] = [],
        isChallenged: Bool = true,
        now: Moment = Samples.start
    ) throws -> AgentRegistry.Entry {
        try registry.register(
            key,
            on: connection(number),
            Samples.description(of: key, capabilities),
            isChallenged: isChallenged,
            now: now
        )
    }

    @Test("epochs start at the clock and grow strictly, even when it stands still or goes back")
    func epochs() throws {
        var registry = AgentRegistry()
        let milliseconds = Int(now.wall.millisecondsSinceEpoch)
        #expect(try register(alice, in: &registry).handle.epoch == milliseconds)
        #expect(try register(bob, in: &registry).handle.epoch == milliseconds + 1)
        let earlier = now.advanced(by: .seconds(-5))
        #expect(try register(alice, in: &registry, now: earlier).handle.epoch == milliseconds + 2)
        let later = now.advanced(by: .seconds(1))
        #expect(try register(alice, in: &registry, now: later).handle.epoch == milliseconds + 1_000)
    }

    @Test("a newer session takes the place, and the older one's end takes nothing away")
    func takeover() throws {
        var registry = AgentRegistry()
        let first = try register(alice, in: &registry, on: 1)
        #expect(first.superseded == nil)
        let second = try register(alice, in: &registry, on: 2)
        #expect(second.superseded == connection(1))
        #expect(registry.remove(first.handle) == false)
        #expect(registry.route(to: alice)?.connection == connection(2))
        #expect(registry.remove(second.handle) == true)
        #expect(registry.remove(second.handle) == false)
        #expect(registry.route(to: alice) == nil)
        #expect(registry.count == 0)
    }

    @Test("a place that was used before is not the earlier session's")
    func reuse() throws {
        var registry = AgentRegistry()
        let old = try register(alice, in: &registry).handle
        registry.remove(old)
        _ = try register(bob, in: &registry, on: 2)
        registry.heartbeat(old, load: 1, slots: 1, now: now)
        registry.touch(old, now: now.advanced(by: .seconds(9)))
        #expect(registry.remove(old) == false)
        #expect(registry.record(of: bob)?.occupancy == .init())
        #expect(registry.record(of: bob)?.lastActivity == now)
        #expect(try registry.describe(old, Samples.description(of: alice), now: now) == false)
    }

    @Test("without a challenge nobody's place is taken")
    func unchallenged() throws {
        var registry = AgentRegistry()
        _ = try register(alice, in: &registry, isChallenged: false)
        let error = #expect(throws: ProtocolError.self) {
            _ = try register(alice, in: &registry, on: 2, isChallenged: false)
        }
        #expect(error?.code == .connectionRefused)
        #expect(try register(alice, in: &registry, on: 2).superseded == connection(1))
    }

    @Test("the room for registrations is bounded, and comes back")
    func room() throws {
        var limits = AgentRegistry.Limits()
        limits.byteCount = 1_500
        var registry = AgentRegistry(limits: limits)
        let handle = try register(alice, in: &registry).handle
        let error = #expect(throws: ProtocolError.self) { _ = try register(bob, in: &registry, on: 2) }
        #expect(error?.code == .resourceExhausted)
        #expect(registry.count == 1)
        _ = try register(alice, in: &registry, on: 3)
        #expect(registry.remove(handle) == false)
        let large = Samples.description(of: alice, name: String(repeating: "x", count: 2_000))
        let second = try register(alice, in: &registry, on: 4)
        #expect(throws: ProtocolError.self) { _ = try registry.describe(second.handle, large, now: now) }
        registry.remove(second.handle)
        _ = try register(bob, in: &registry, on: 2)
    }

    @Test("load and slots alone are reported once per heartbeat, and never lost")
    func occupancy() throws {
        var registry = AgentRegistry()
        registry.watchBegan()
        let handle = try register(alice, in: &registry).handle
        func beat(_ load: Double, after seconds: Int) {
            registry.heartbeat(handle, load: load, slots: nil, now: now.advanced(by: .seconds(seconds)))
        }
        #expect(registry.changeCount == 1)
        beat(0.5, after: 30)
        #expect(registry.changeCount == 2)
        beat(0.6, after: 35)
        beat(0.7, after: 59)
        #expect(registry.changeCount == 2)
        #expect(registry.record(of: alice)?.occupancy.load == 0.7)
        beat(0.7, after: 60)
        #expect(registry.changeCount == 3)
        beat(0.7, after: 95)
        #expect(registry.changeCount == 3)
        let last = registry.changes(from: 2, limit: 10)
        #expect(last?.first?.after?.occupancy.load == 0.7)
    }

    @Test("pages, filters and routes agree with a naive model under random operations", arguments: 0..<6)
    func model(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let names = ["a", "b", "c.d", "e"]
        var registry = AgentRegistry()
        var handles: [PublicKey: AgentHandle] = [:]
        var offers: [PublicKey: Set<String>] = [:]
        for step in 0..<600 {
            let key = Samples.publicKey(Int.random(in: 0..<40, using: &generator))
            let capabilities = names.filter { _ in Bool.random(using: &generator) }
            switch Int.random(in: 0..<4, using: &generator) {
            case 0:
                if let handle = handles.removeValue(forKey: key) { registry.remove(handle) }
                offers[key] = nil
            case 1:
                guard let handle = handles[key] else { continue }
                let description = Samples.description(of: key, capabilities)
                #expect(try registry.describe(handle, description, now: now) == true)
                offers[key] = Set(capabilities)
            default:
                handles[key] = try register(key, in: &registry, on: step, capabilities + capabilities).handle
                offers[key] = Set(capabilities)
            }
            #expect(registry.count == offers.count)
            #expect((registry.route(to: key) != nil) == (offers[key] != nil), "seed \(seed)")
            let capability = names.randomElement(using: &generator)
            let after = Bool.random(using: &generator) ? Samples.publicKey(.random(in: 0..<40, using: &generator)) : nil
            let limit = Int.random(in: 1..<30, using: &generator)
            let page = registry.page(offering: capability.map(Samples.capability), after: after, limit: limit)
            let expected = offers.filter { offer in
                (capability.map(offer.value.contains) ?? true) && (after.map { $0 < offer.key } ?? true)
            }.keys.sorted()
            #expect(page.records.map(\.key) == Array(expected.prefix(limit)), "seed \(seed)")
            #expect(page.isLast == (expected.count <= limit), "seed \(seed)")
        }
    }

    @Test("changes are remembered up to the bounds and then forgotten, oldest first")
    func changeLog() throws {
        var limits = AgentRegistry.Limits()
        limits.changeCount = 10
        var registry = AgentRegistry(limits: limits)
        registry.watchBegan()
        for number in 0..<25 { _ = try register(Samples.publicKey(number), in: &registry, on: number) }
        #expect(registry.changes(from: 14, limit: 100) == nil)
        #expect(registry.changes(from: 15, limit: 100)?.map(\.key) == (15..<25).map(Samples.publicKey))
        #expect(registry.changes(from: 20, limit: 2)?.map(\.key) == [20, 21].map(Samples.publicKey))
        #expect(registry.changes(from: 25, limit: 2)?.isEmpty == true)
        limits.changeByteCount = 1_500
        registry = AgentRegistry(limits: limits)
        registry.watchBegan()
        for number in 0..<5 { _ = try register(Samples.publicKey(number), in: &registry, on: number) }
        #expect(registry.changes(from: 3, limit: 9) == nil)
        #expect(registry.changes(from: 4, limit: 9)?.count == 1)
    }
    @Test("changes are kept while somebody watches, and counted always")
    func watchers() throws {
        var registry = AgentRegistry()
        func join(_ numbers: Range<Int>) throws {
            for number in numbers { _ = try register(Samples.publicKey(number), in: &registry, on: number) }
        }
        try join(0..<3)
        #expect(registry.changes(from: 2, limit: 9) == nil)
        #expect(registry.changes(from: 3, limit: 9)?.isEmpty == true)
        registry.watchBegan()
        registry.watchBegan()
        try join(3..<5)
        registry.watchEnded()
        #expect(registry.changes(from: 3, limit: 9)?.count == 2)
        registry.watchEnded()
        #expect(registry.changes(from: 3, limit: 9) == nil)
        #expect(registry.changeCount == 5)
    }
}
