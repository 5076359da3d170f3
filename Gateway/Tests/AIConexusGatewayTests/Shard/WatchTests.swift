// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusProtocol
import Testing

@Suite("GatewayShard watches")
struct WatchTests {
    private let gateway = TestGateway(loopCount: 2)
    private let alice: ConnectionID

    init() throws {
        alice = try gateway.join(Samples.alice)
        gateway.forgetInbox(alice)
    }

    private func watch(_ change: (inout ExecRequest) -> Void = { _ in }) throws -> MessageID {
        var request = ExecRequest(capability: "gateway.agents.watch")
        request.stream = true
        change(&request)
        return try gateway.send(.execRequest(request), by: Samples.alice, on: alice)
    }

    private func acknowledge(_ watch: MessageID, _ sequence: Int) throws {
        let ping = Payload.ping(Heartbeat(sequence: sequence))
        try gateway.send(ping, by: Samples.alice, on: alice, answering: watch)
    }

    private var parts: [ExecResponse] {
        gateway.inbox(alice).compactMap { message in
            if case .execResponse(let response) = message.payload { response } else { nil }
        }
    }

    @Test("a watcher gets a snapshot at once and then what changes, on whatever loop, in numbered parts")
    func watches() throws {
        let watch = try watch()
        let bob = try gateway.join(Samples.bob, loop: 1)
        gateway.advance(by: .milliseconds(250))
        gateway.drop(bob)
        gateway.advance(by: .milliseconds(250))
        #expect(parts.map(\.status) == [.partial, .partial, .partial])
        #expect(parts.map(\.sequence) == [0, 1, 2])
        #expect(parts.map { $0.result?.object?["event"]?.string } == ["snapshot", "changes", "changes"])
        #expect(parts.map { $0.result?.object?["version"]?.int } == [1, 2, 3])
        #expect(gateway.inbox(alice).allSatisfy { $0.correlationID == watch })
    }

    @Test("parts stop at the window and go on with an acknowledgement, which is not answered")
    func window() throws {
        let watch = try watch { $0.window = 1 }
        let bob = try gateway.join(Samples.bob)
        gateway.advance(by: .seconds(5))
        #expect(parts.count == 1)
        try acknowledge(watch, 0)
        #expect(parts.count == 2)
        #expect(gateway.inbox(alice).count == 2)
        gateway.drop(bob)
        gateway.advance(by: .seconds(5))
        #expect(parts.count == 2)
    }

    @Test("cancelling is answered with a final CANCELLED, and nothing follows")
    func cancel() throws {
        let watch = try watch()
        let cancel = Payload.error(ErrorReport(code: .cancelled, message: ""))
        try gateway.send(cancel, by: Samples.alice, on: alice, answering: watch)
        #expect(parts.last?.status == .error)
        #expect(parts.last?.code == .cancelled)
        _ = try gateway.join(Samples.bob)
        gateway.advance(by: .seconds(5))
        #expect(parts.count == 2)
        try gateway.send(cancel, by: Samples.alice, on: alice, answering: watch)
        #expect(gateway.inbox(alice).count == 2)
    }

    @Test("a watch with a time ends with TIMEOUT")
    func timeout() throws {
        _ = try watch { $0.timeout = .seconds(3) }
        gateway.advance(by: .milliseconds(2_999))
        #expect(parts.count == 1)
        gateway.advance(by: .milliseconds(1))
        #expect(parts.last?.code == .timeout)
    }

    @Test("a watch without parts for a long time stays open")
    func idle() throws {
        _ = try watch { $0.idleTimeout = .seconds(1) }
        gateway.advance(by: .seconds(100))
        #expect(parts.count == 1)
        _ = try gateway.join(Samples.bob)
        gateway.advance(by: .milliseconds(250))
        #expect(parts.count == 2)
    }

    @Test("more watches than the limit are refused, and an ended one makes room")
    func limit() throws {
        let watches = try (0..<4).map { _ in try watch() }
        _ = try watch()
        #expect(gateway.lastError(alice) == .resourceExhausted)
        let cancel = Payload.error(ErrorReport(code: .cancelled, message: ""))
        try gateway.send(cancel, by: Samples.alice, on: alice, answering: watches[0])
        _ = try watch()
        #expect(parts.last?.status == .partial)
    }

    @Test("a watcher that takes nothing gets nothing more, and goes on when it does")
    func filled() throws {
        _ = try watch()
        gateway.setFilled(true, alice)
        _ = try gateway.join(Samples.bob)
        gateway.advance(by: .seconds(5))
        #expect(parts.count == 1)
        gateway.setFilled(false, alice)
        #expect(parts.count == 2)
    }

    @Test("watches that come and go leave no deadlines behind, however far those were")
    func deadlines() throws {
        let cancel = Payload.error(ErrorReport(code: .cancelled, message: ""))
        for _ in 0..<1_000 {
            let watch = try watch { ($0.window, $0.timeout) = (1, .seconds(86_400)) }
            try gateway.send(cancel, by: Samples.alice, on: alice, answering: watch)
            gateway.advance(by: .milliseconds(20))
        }
        #expect(gateway.lastError(alice) == nil)
        #expect(gateway.deadlineCount < 300)
    }

    @Test("a watch ends with its session")
    func sessionEnds() throws {
        _ = try watch()
        gateway.drop(alice)
        _ = try gateway.join(Samples.bob)
        gateway.advance(by: .seconds(1))
        let watchCount = gateway.state.totalStatistics.watchCount
        #expect(watchCount == 0)
    }
}
