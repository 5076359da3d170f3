// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusProtocol
import Testing

/// Two agents on two loops; every message has exactly one outcome.
@Suite("ShardStatistics")
struct StatisticsTests {
    private let gateway: TestGateway
    private let alice: ConnectionID
    private let bob: ConnectionID

    init() throws {
        gateway = TestGateway(loopCount: 2) { $0.trafficRates.messages = .init(tokensPerSecond: 1, capacity: 20) }
        alice = try gateway.join(Samples.alice)
        bob = try gateway.join(Samples.bob, loop: 1)
    }

    /// The outcomes of a type in the order of the labels: relayed, handled, refused, discarded.
    private func outcomes(_ type: MessageLabel) -> [Int] {
        OutcomeLabel.allCases.map { gateway.statistics.messageCount(type, $0) }
    }

    private var registrations: [Int] { RegistrationLabel.allCases.map(gateway.statistics.registrationCount) }

    private var drops: [Int] { DropLabel.allCases.map(gateway.statistics.dropCount) }

    @discardableResult
    private func send(_ payload: Payload, to target: DID = Samples.gateway.did) throws -> MessageID {
        try gateway.send(payload, by: Samples.alice, on: alice, to: target)
    }

    @Test("what is passed on is relayed, what the target's loop refuses is refused and nothing else")
    func relayed() throws {
        try send(.execRequest(ExecRequest()), to: Samples.bob.did)
        #expect(outcomes(.execRequest) == [1, 0, 0, 0])
        gateway.setWaiting((1 << 20) + 1, of: bob)
        try send(.offer(Offer(sdp: "")), to: Samples.bob.did)
        #expect(outcomes(.offer) == [0, 0, 1, 0])
        try send(.answer(Answer(sdp: "")), to: Samples.carol.did)
        #expect(outcomes(.answer) == [0, 0, 1, 0])
    }

    @Test("what is for the gateway is handled, answers that it did not ask for are discarded")
    func handled() throws {
        try send(.ping(Heartbeat()))
        try send(.pong(Heartbeat()))
        try send(.execRequest(ExecRequest(capability: "gateway.stats")))
        try send(.execRequest(ExecRequest(capability: "no.such")))
        try send(.execResponse(ExecResponse(status: .success)))
        try send(.error(ErrorReport(code: .cancelled, message: "")))
        #expect(outcomes(.ping) == [0, 1, 0, 0])
        #expect(outcomes(.pong) == [0, 1, 0, 0])
        #expect(outcomes(.execRequest) == [0, 1, 1, 0])
        #expect(outcomes(.execResponse) == [0, 0, 0, 1])
        #expect(outcomes(.error) == [0, 0, 0, 1])
        #expect(drops == [0, 0, 2])
        try send(.unregister(Unregister()))
        #expect(outcomes(.unregister) == [0, 1, 0, 0])
    }

    @Test("what is no message is refused without a type; what is one and not believed has its type")
    func refused() throws {
        gateway.receive(Array("{}".utf8), on: alice)
        #expect(outcomes(.unreadable) == [0, 0, 1, 0])
        try gateway.send(.ping(Heartbeat()), by: Samples.alice, on: alice) { $0["timestamp"] = "2020-01-01T00:00:00Z" }
        try gateway.send(.ping(Heartbeat()), by: Samples.bob, on: alice)
        #expect(outcomes(.ping) == [0, 0, 2, 0])
    }

    @Test("what comes too fast is refused with its type")
    func rate() throws {
        for _ in 0..<25 { try send(.ping(Heartbeat())) }
        #expect(outcomes(.ping) == [0, 20, 5, 0])
    }

    @Test("registrations are counted as accepted, taking over, renewed and refused")
    func registering() throws {
        #expect(registrations == [2, 0, 0, 0])
        #expect(outcomes(.register) == [0, 2, 0, 0])
        let newer = try gateway.join(Samples.alice)
        #expect(registrations == [2, 1, 0, 0])
        let again = Register(publicKey: Samples.alice.publicKey, clientNonce: Samples.clientNonce)
        try gateway.send(.register(again), by: Samples.alice, on: newer)
        #expect(registrations == [2, 1, 1, 0])
        _ = try gateway.join(Samples.carol) { $0.nonce = Samples.nonce }
        #expect(registrations == [2, 1, 1, 1])
        #expect(outcomes(.register) == [0, 4, 1, 0])
        let stranger = gateway.connect()
        try gateway.send(.ping(Heartbeat()), by: Samples.carol, on: stranger)
        #expect(registrations == [2, 1, 1, 1])
        #expect(outcomes(.ping) == [0, 0, 1, 0])
    }

    @Test("what stood in the output of one who was cut, or left, is dropped, requests as well")
    func dropped() throws {
        gateway.stick(bob)
        try send(.ping(Heartbeat()), to: Samples.bob.did)
        try send(.execRequest(ExecRequest()), to: Samples.bob.did)
        gateway.stall(bob)
        gateway.drop(bob)
        #expect(drops == [2, 0, 0])
        let second = try gateway.join(Samples.bob, loop: 1)
        gateway.stick(second)
        try send(.ping(Heartbeat()), to: Samples.bob.did)
        gateway.drop(second)
        #expect(drops == [2, 1, 0])
    }
}
