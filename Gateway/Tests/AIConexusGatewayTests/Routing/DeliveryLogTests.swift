// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusProtocol
import AIConexusTestSupport
import Testing

@Suite("DeliveryLog")
struct DeliveryLogTests {
    private func delivery(_ number: UInt64, _ payload: Payload = .ping(Heartbeat())) throws -> Delivery {
        let bytes = try MessageSigner(key: Samples.alice).sign(
            Envelope(
                id: Samples.id(number),
                timestamp: Samples.start.wall,
                from: Samples.alice.did,
                to: Samples.bob.did,
                payload: payload
            )
        )
        let connection = ConnectionID(loop: 0, slot: 0, generation: 1)
        return Delivery(try EnvelopeView(scanning: bytes.span), from: connection, to: connection)
    }

    @Test("what the system did not take whole is lost, but for requests", arguments: 0..<20)
    func model(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let (ping, request) = (try delivery(1), try delivery(2, .execRequest(ExecRequest())))
        var log = DeliveryLog()
        var ends: [(end: Int, isRequest: Bool)] = []
        var (appended, taken) = (0, 0)
        for _ in 0..<Int.random(in: 1..<300, using: &generator) {
            let isRequest = Bool.random(using: &generator)
            let gauge = OutputGauge(appendedByteCount: appended, waitingByteCount: appended - taken)
            log.append(isRequest ? request : ping, output: gauge)
            appended += Int.random(in: 1...100, using: &generator)
            ends.append((appended, isRequest))
            if Int.random(in: 0..<3, using: &generator) == 0 {
                taken = Int.random(in: taken...appended, using: &generator)
            }
        }
        #expect(log.count <= ends.filter { $0.end > taken }.count + 300)
        let lost = log.lost(output: OutputGauge(appendedByteCount: appended, waitingByteCount: appended - taken))
        #expect(lost.count == ends.filter { $0.end > taken && !$0.isRequest }.count, "seed \(seed)")
        #expect(log.count == 0)
    }

    @Test("it does not grow while the output is taken")
    func bounded() throws {
        let ping = try delivery(1)
        var log = DeliveryLog()
        for index in 0..<10_000 {
            let appended = index * 100
            log.append(ping, output: OutputGauge(appendedByteCount: appended, waitingByteCount: min(appended, 1_000)))
            #expect(log.count <= 12)
        }
        log.drained()
        #expect(log.count == 0)
    }
}
