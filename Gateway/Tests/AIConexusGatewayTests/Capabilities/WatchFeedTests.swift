// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusProtocol
import AIConexusTestSupport
import Testing

@Suite("WatchFeed")
struct WatchFeedTests {
    /// A registry, a feed that watches it, and what a watcher makes of the parts.
    private struct Watcher {
        var registry: AgentRegistry
        var feed: WatchFeed
        let capability: CapabilityID?
        var now = Samples.start
        /// What the watcher believes: each agent as it was shown last.
        var known: [String: JSONValue] = [:]
        var versions: [Int] = []
        var events: [String] = []
        private var isInSnapshot = false

        init(capability: String? = nil, window: Int = 64, changeCount: Int = 8_192) {
            var limits = AgentRegistry.Limits()
            limits.changeCount = changeCount
            registry = AgentRegistry(limits: limits)
            registry.watchBegan()
            self.capability = capability.map(Samples.capability)
            feed = WatchFeed(capability: self.capability, window: window, now: now)
        }

        /// Takes one part in, if there is one.
        @discardableResult
        mutating func step(pageLimit: Int = WatchFeed.maximumPartCount) -> JSONObject? {
            while let request = feed.wants(now: now) {
                let material: WatchFeed.Material
                switch request {
                case .snapshot: material = page(after: nil, pageLimit)
                case .page(let key): material = page(after: key, pageLimit)
                case .changes(let position):
                    material =
                        registry.changes(from: position, limit: pageLimit).map(WatchFeed.Material.changes)
                        ?? .forgotten
                }
                guard let part = feed.received(material, now: now) else { continue }
                take(part)
                return part
            }
            return nil
        }

        private func page(after key: PublicKey?, _ limit: Int) -> WatchFeed.Material {
            let page = registry.page(offering: capability, after: key, limit: limit)
            return .page(page, changeCount: registry.changeCount)
        }

        private mutating func take(_ part: JSONObject) {
            versions.append(part["version"]?.int ?? -1)
            events.append(part["event"]?.string ?? "")
            if part["event"] == "snapshot" {
                if !isInSnapshot { known = [:] }
                isInSnapshot = part["more"] == true
                for agent in part["agents"]?.array ?? [] { known[agent.did] = agent }
            }
            for change in part["changes"]?.array ?? [] {
                guard let agent = change.object?["agent"] else { continue }
                known[agent.did] = change.object?["change"] == "left" ? nil : agent
            }
        }

        /// What is so.
        var truth: [String: JSONValue] {
            let records = registry.page(offering: capability, after: nil, limit: .max).records
            return Dictionary(uniqueKeysWithValues: records.map { (DID($0.key).description, .object($0.json)) })
        }
    }

    private func register(_ number: Int, _ capabilities: [String] = [], in watcher: inout Watcher) throws -> AgentHandle
    {
        let key = Samples.publicKey(number)
        return try watcher.registry.register(
            key,
            on: ConnectionID(loop: 0, slot: UInt32(number), generation: 1),
            Samples.description(of: key, name: "n\(number)", capabilities),
            isChallenged: true,
            now: watcher.now
        ).handle
    }

    @Test("an empty gateway's snapshot is empty, and then nothing is said until something changes")
    func empty() throws {
        var watcher = Watcher()
        #expect(watcher.step() == ["event": "snapshot", "version": 1, "agents": []])
        watcher.now = watcher.now.advanced(by: .seconds(1))
        #expect(watcher.step() == nil)
        let handle = try register(1, in: &watcher)
        watcher.now = watcher.now.advanced(by: .milliseconds(249))
        #expect(watcher.step() == nil)
        watcher.now = watcher.now.advanced(by: .milliseconds(1))
        let agent = watcher.truth[DID(Samples.publicKey(1)).description] ?? .null
        #expect(
            watcher.step() == ["event": "changes", "version": 2, "changes": [["change": "joined", "agent": agent]]]
        )
        watcher.registry.remove(handle)
        watcher.now = watcher.now.advanced(by: .milliseconds(250))
        #expect(
            watcher.step() == ["event": "changes", "version": 3, "changes": [["change": "left", "agent": agent]]]
        )
    }

    @Test("to the watcher of one capability agents join and leave with it")
    func capability() throws {
        var watcher = Watcher(capability: "a")
        watcher.step()
        func kinds() -> [String?]? {
            watcher.now = watcher.now.advanced(by: .milliseconds(250))
            return watcher.step()?["changes"]?.array?.map { $0.object?["change"]?.string }
        }
        let handle = try register(1, ["b"], in: &watcher)
        #expect(kinds() == nil)
        let key = Samples.publicKey(1)
        _ = try watcher.registry.describe(handle, Samples.description(of: key, ["a"]), now: watcher.now)
        #expect(kinds() == ["joined"])
        _ = try watcher.registry.describe(handle, Samples.description(of: key, ["a", "b"]), now: watcher.now)
        #expect(kinds() == ["changed"])
        _ = try register(1, ["a"], in: &watcher)
        #expect(kinds() == ["changed"])
        _ = try register(1, ["b"], in: &watcher)
        #expect(kinds() == ["left"])
    }

    @Test("parts stop at the window until they are acknowledged; what was never sent counts for nothing")
    func window() throws {
        var watcher = Watcher(window: 2)
        for number in 0..<4 { _ = try register(number, in: &watcher) }
        for _ in 0..<3 {
            watcher.step(pageLimit: 1)
            watcher.now = watcher.now.advanced(by: .milliseconds(250))
        }
        #expect(watcher.feed.sentCount == 2)
        #expect(watcher.feed.deadline == nil)
        watcher.feed.acknowledged(sequence: 2)
        #expect(watcher.feed.deadline == nil)
        watcher.feed.acknowledged(sequence: 0)
        #expect(watcher.step(pageLimit: 1) != nil)
        #expect(watcher.feed.deadline == nil)
        watcher.feed.acknowledged(sequence: 2)
        #expect(watcher.feed.deadline != nil)
        watcher.feed.acknowledged(sequence: 0)
        #expect(watcher.feed.deadline != nil)
    }

    @Test("at most four parts come in a second")
    func pace() throws {
        var watcher = Watcher()
        for number in 0..<100 { _ = try register(number, in: &watcher) }
        for _ in 0..<1_000 {
            watcher.step(pageLimit: 1)
            watcher.now = watcher.now.advanced(by: .milliseconds(1))
        }
        #expect(watcher.feed.sentCount == 4)
    }

    @Test("a long part is cut at 512 KiB and the rest follows")
    func longParts() throws {
        var watcher = Watcher()
        watcher.step()
        for number in 0..<10 {
            let key = Samples.publicKey(number)
            let description = Samples.description(of: key, name: String(repeating: "x", count: 60_000))
            _ = try watcher.registry.register(
                key,
                on: ConnectionID(loop: 0, slot: 0, generation: 0),
                description,
                isChallenged: true,
                now: watcher.now
            )
        }
        var counts: [Int] = []
        for _ in 0..<4 {
            watcher.now = watcher.now.advanced(by: .milliseconds(250))
            guard let part = watcher.step() else { continue }
            #expect(part.canonicalBytes().count < 600_000)
            counts.append(part["changes"]?.array?.count ?? 0)
        }
        #expect(counts == [4, 4, 2])
        #expect(watcher.known == watcher.truth)
    }

    @Test("a watcher that was too slow gets a new snapshot")
    func overflow() throws {
        var watcher = Watcher(changeCount: 5)
        watcher.step()
        for number in 0..<20 { _ = try register(number, in: &watcher) }
        watcher.now = watcher.now.advanced(by: .milliseconds(250))
        watcher.step()
        #expect(watcher.events == ["snapshot", "snapshot"])
        #expect(watcher.versions == [1, 2])
        #expect(watcher.known == watcher.truth)
    }

    @Test(
        "whoever comes, goes and changes, a watcher knows in the end what is so",
        arguments: 0..<12
    )
    func model(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var watcher = Watcher(
            capability: seed % 3 == 0 ? "a" : nil,
            window: Int.random(in: 1...5, using: &generator),
            changeCount: Int.random(in: 3...60, using: &generator)
        )
        var handles: [Int: AgentHandle] = [:]
        for _ in 0..<400 {
            let number = Int.random(in: 0..<15, using: &generator)
            let capabilities = ["a", "b"].filter { _ in Bool.random(using: &generator) }
            switch Int.random(in: 0..<5, using: &generator) {
            case 0:
                if let handle = handles.removeValue(forKey: number) { watcher.registry.remove(handle) }
            case 1:
                handles[number] = try register(number, capabilities, in: &watcher)
            case 2:
                guard let handle = handles[number] else { continue }
                let load = Double(Int.random(in: 0...4, using: &generator)) / 4
                watcher.registry.heartbeat(handle, load: load, slots: nil, now: watcher.now)
            default:
                watcher.now = watcher.now.advanced(by: .milliseconds(Int.random(in: 0...400, using: &generator)))
                watcher.step(pageLimit: Int.random(in: 1...4, using: &generator))
                if Bool.random(using: &generator) {
                    watcher.feed.acknowledged(sequence: watcher.feed.sentCount - 1)
                }
            }
        }
        // Occupancy that was not yet due is reported with the next heartbeat.
        watcher.now = watcher.now.advanced(by: .seconds(31))
        for handle in handles.values { watcher.registry.heartbeat(handle, load: 1, slots: 9, now: watcher.now) }
        for _ in 0..<300 {
            watcher.feed.acknowledged(sequence: watcher.feed.sentCount - 1)
            watcher.now = watcher.now.advanced(by: .milliseconds(250))
            watcher.step(pageLimit: 4)
        }
        #expect(watcher.known == watcher.truth, "seed \(seed)")
        var version = 0
        for (next, event) in zip(watcher.versions, watcher.events) {
            #expect(next == version + 1 || (next == version && event == "snapshot"), "seed \(seed)")
            version = next
        }
    }
}

extension JSONValue {
    fileprivate var did: String { object?["did"]?.string ?? "" }
}
