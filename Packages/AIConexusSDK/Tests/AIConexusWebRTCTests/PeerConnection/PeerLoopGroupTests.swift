// SPDX-License-Identifier: MIT

#if WebRTC
import AIConexusTransport
import AIConexusWebRTC
import Testing

@Suite("Many connections", .timeLimit(.minutes(2)))
struct PeerLoopGroupTests {
    @Test("loops are started as connections come, and places are given back")
    func places() async throws {
        let group = PeerLoopGroup(connectionsPerLoop: 2, maximumLoopCount: 2)
        #expect(group.loopCount == 0)
        var connections: [PeerConnection] = []
        for count in 1...6 {
            connections.append(try group.makeConnection(isPolite: true, delegate: Courier()))
            #expect(group.loopCount == (count > 2 ? 2 : 1))
        }
        let loops = connections.map { ObjectIdentifier($0.loop) }
        #expect(Set(loops).count == 2)
        #expect(loops.filter { $0 == loops[0] }.count == 3)
        let freed = ObjectIdentifier(connections[0].loop)
        connections.removeFirst()
        let next = try group.makeConnection(isPolite: true, delegate: Courier())
        #expect(ObjectIdentifier(next.loop) == freed)
        await group.shutdown()
        await expect(code: .closed) { _ = try group.makeConnection(isPolite: true, delegate: Courier()) }
    }

    @Test("a loop of the caller's is taken first, and is neither counted nor shut down")
    func preferred() async throws {
        try await EventLoop.with(name: "test-own") { loop in
            let group = PeerLoopGroup(connectionsPerLoop: 2, maximumLoopCount: 1)
            func make() throws -> PeerConnection {
                try group.makeConnection(preferring: loop, isPolite: true, delegate: Courier())
            }
            var connections = try (0..<2).map { _ in try make() }
            #expect(connections.allSatisfy { $0.loop === loop })
            #expect(group.loopCount == 0)
            connections += try (0..<4).map { _ in try make() }
            #expect(group.loopCount == 1)
            // With all full, they share what comes.
            #expect(connections.filter { $0.loop === loop }.count == 3)
            connections.removeAll { $0.loop === loop }
            #expect(try make().loop === loop)
            await group.shutdown()
            #expect(await loop.run { true })
        }
    }

    @Test("forty peers on two loops talk at once, and the end of half of them disturbs nobody")
    func many() async throws {
        let group = PeerLoopGroup(connectionsPerLoop: 5, maximumLoopCount: 2)
        var pairs: [(Pair, DataChannel, DataChannel)] = []
        for _ in 0..<20 {
            let pair = try Pair(in: group)
            let (near, far) = try await pair.openChannel()
            pairs.append((pair, near, far))
        }
        for round in 0..<2 {
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for (_, near, far) in pairs {
                    tasks.addTask {
                        for number in 0..<50 {
                            try await near.send("\(round) \(number)")
                            #expect(try await far.next().text == "\(round) \(number)")
                        }
                    }
                }
                try await tasks.waitForAll()
            }
            for (pair, _, _) in pairs.prefix(10) { await pair.close() }
            pairs.removeFirst(10)
        }
        await group.shutdown()
    }

    @Test("a connection counts what it carries, and remembers it after its end")
    func statistics() async throws {
        try await Pair.with { pair in
            let (near, far) = try await pair.openChannel()
            for count in [0, 100, 100_000] {
                try await near.send([UInt8](repeating: 1, count: count))
                #expect(try await far.next().bytes.count == count)
            }
            let sent = await pair.first.statistics
            let received = await pair.second.statistics
            #expect(sent.sentMessageCount == 3)
            #expect(received.receivedMessageCount == 3)
            // An empty message travels as one byte.
            #expect(sent.sentByteCount == 100_101)
            #expect(received.receivedByteCount == 100_101)
            #expect(sent.roundTripTime != nil)
            await pair.second.close()
            await pair.firstCourier.reached(.failed)
            #expect(await pair.first.statistics.sentByteCount == 100_101)
        }
    }

    @Test("events can be read as a sequence, which ends with the connection")
    func events() async throws {
        try await EventLoop.with(name: "test-rtc") { loop in
            let events = PeerConnectionEvents()
            let courier = Courier()
            let first = try PeerConnection(Pair.configuration, isPolite: false, on: loop, delegate: events)
            let second = try PeerConnection(Pair.configuration, isPolite: true, on: loop, delegate: courier)
            courier.deliver(to: first)
            let channel = try await first.openChannel("by events")
            var states: [PeerConnection.State] = []
            for await event in events {
                switch event {
                case .send(let description): try await second.receive(description)
                case .sendCandidate(let candidate): await second.receive(candidate)
                case .state(let state):
                    states.append(state)
                    if state == .connected { Task { await first.close() } }
                case .path(let path): #expect(path.kind == .direct)
                case .opened: Issue.record("nobody opened a channel")
                }
            }
            #expect(states == [.connecting, .connected, .closed])
            await channel.closed()
            await second.close()
        }
    }
}
#endif
