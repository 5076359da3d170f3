// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusProtocol
import Testing

extension HostileTests {
    /// Agents that have registered and do harm then.
    @Suite("Sessions")
    struct Sessions {
        @Test("a message in another's name reaches nobody and ends the session with 4500")
        func spoofed() async throws {
            try await Siege.with { siege in
                let target = try await siege.agent(Samples.bob)
                for isSignedByOther in [true, false] {
                    let spoofer = try await siege.agent(Samples.carol)
                    let envelope = Envelope(
                        id: .fresh(),
                        timestamp: .now,
                        from: Samples.alice.did,
                        to: target.did,
                        payload: .offer(Offer(sdp: ""))
                    )
                    let genuine = try MessageSigner(key: Samples.alice).sign(envelope)
                    await spoofer.sendText(isSignedByOther ? genuine : Self.forged(envelope))
                    #expect(try await spoofer.receiveError() == .identityMismatch)
                    #expect(await spoofer.closeCode() == 4_500)
                }
                // Nothing came before the answer to its own ping.
                try await target.send(.ping(Heartbeat(nonce: "next")))
                #expect(try await target.receive().type == .pong)
                try await siege.exchange()
                await target.close()
            }
        }

        /// Signed by somebody else.
        private static func forged(_ envelope: Envelope) -> [UInt8] {
            var object = envelope.json
            object["signature"] = .string(String(repeating: "A", count: 86) + "==")
            return object.canonicalBytes()
        }

        @Test("a message that was sent before is refused, and its sender stays")
        func replayed() async throws {
            try await Siege.with { siege in
                let (sender, target) = (try await siege.agent(Samples.alice), try await siege.agent(Samples.bob))
                let offer = try await sender.send(.offer(Offer(sdp: "once")), to: target.did)
                for _ in 0..<20 {
                    await sender.sendText(offer)
                    #expect(try await sender.receiveError() == .replayDetected)
                }
                #expect(try await target.receiveBytes() == offer)
                try await target.send(.ping(Heartbeat()))
                #expect(try await target.receive().type == .pong)
                try await siege.exchange()
                await sender.close()
                await target.close()
            }
        }

        @Test("a takeover ends the older session with 4501 while it sends, and what it sends then goes nowhere")
        func takeover() async throws {
            try await Siege.with(loopCount: 2) { siege in
                let target = try await siege.agent(Samples.bob)
                let older = try await siege.agent(Samples.alice)
                let count = siege.amount(200, quick: 40)
                func send(_ numbers: Range<Int>) async throws {
                    for number in numbers { try await older.send(.offer(Offer(sdp: "\(number)")), to: target.did) }
                }
                try await send(0..<count / 2)
                async let newer = siege.agent(Samples.alice)
                try await send(count / 2..<count)
                let successor = try await newer
                #expect(await older.closeCode() == 4_501)
                try await send(count..<count + 10)
                try await successor.send(.offer(Offer(sdp: "new")), to: target.did)
                // What comes of the older one comes in order, and stops at the takeover.
                var (olds, news) = (0, 0)
                while news == 0 || olds == 0 {
                    guard case .offer(let offer) = try await target.receive().payload else { break }
                    if offer.sdp == "new" { news += 1 } else { #expect(offer.sdp == "\(olds)") }
                    if offer.sdp != "new" { olds += 1 }
                }
                try await target.send(.ping(Heartbeat()))
                while case .offer(let offer) = try await target.receive().payload {
                    #expect(offer.sdp == "\(olds)")
                    olds += 1
                }
                #expect(olds <= count)
                try await siege.exchange()
                await successor.close()
                await target.close()
            }
        }

        @Test("the late end of a superseded socket leaves the newer session alone")
        func lateClose() async throws {
            try await Siege.with(["--close-timeout", "60s"], loopCount: 2) { siege in
                // It never answers the Close with 4501, and so stays half open.
                let older = try await siege.registeredClient(Samples.alice)
                let newer = try await siege.agent(Samples.alice)
                #expect(try await older.frame().opcode == HostileFrame.close)
                let target = try await siege.agent(Samples.bob)
                for end in [false, true] {
                    if end { await older.reset() }
                    let offer = try await target.send(.offer(Offer(sdp: "")), to: newer.did)
                    #expect(try await newer.receiveBytes() == offer)
                }
                // Three and no fourth are registered, now and when the older is surely gone.
                while try await siege.metric("connections{state=\"registered\"}") != 4 {}
                #expect(try await siege.metric("agents") == 4)
                let offer = try await target.send(.offer(Offer(sdp: "")), to: newer.did)
                #expect(try await newer.receiveBytes() == offer)
                try await siege.exchange()
                await newer.close()
                await target.close()
            }
        }

        @Test("an agent that never reads makes its senders wait and nobody else, and is cut off")
        func neverReading() async throws {
            try await Siege.with(["--stall-timeout", "1s"]) { siege in
                let mute = try await siege.registeredClient(Samples.carol)
                await mute.stopReading()
                let sender = try await siege.agent(Samples.alice)
                let sdp = String(repeating: "x", count: 200_000)
                var codes: Set<ErrorCode> = []
                // Until it is gone; those that were refused meanwhile and those whose messages were lost are told.
                while !codes.contains(.unknownAgent) {
                    try await sender.send(.offer(Offer(sdp: sdp)), to: Samples.carol.did)
                    try await sender.send(.ping(Heartbeat()))
                    while let code = try await sender.receiveError() { codes.insert(code) }
                    try await siege.exchange(1)
                }
                #expect(codes.isSuperset(of: [.connectionRefused, .unknownAgent]))
                #expect(codes.isSubset(of: [.resourceExhausted, .connectionRefused, .unknownAgent]))
                await mute.resumeReading()
                // What had left the gateway, and then the reason or a reset, if the reason could not be sent any more.
                #expect([4_001, nil].contains(try await mute.closeCode()))
                await sender.close()
            }
        }

        @Test("a hundred bad messages are refused one by one, and then it is enough: 4503")
        func refusals() async throws {
            try await Siege.with(["--refusal-window", "10m"]) { siege in
                let nested = String(repeating: "{\"a\":", count: 20_000)
                let bad = ["{}", "[]", "\"", nested, "{\"id\":\"\u{0}\"}", "1e999", String(repeating: "9", count: 100)]
                let agent = try await siege.agent()
                for number in 0..<100 {
                    await agent.sendText(Array(bad[number % bad.count].utf8))
                    #expect(try await agent.receiveError() == .malformedMessage)
                }
                try await siege.exchange()
                await agent.sendText(Array("{}".utf8))
                #expect(await agent.closeCode() == 4_503)
            }
        }

        @Test("who sends more than it may is told when to go on, and in the end closed with 4004")
        func rate() async throws {
            let options = ["--messages-per-second", "1", "--message-burst", "50", "--refusal-window", "10m"]
            try await Siege.with(options) { siege in
                let agent = try await siege.agent()
                let ping = Array("{}".utf8)
                for _ in 0..<200 { await agent.sendText(ping) }
                let (codes, close) = await agent.ending()
                #expect(codes == [.malformedMessage, .rateLimited])
                #expect(close == 4_004)
            }
        }

        @Test("open calls and watches have bounds, and go with who opened them")
        func openCalls() async throws {
            let bounds = ["--max-open-requests", "50", "--max-watches", "2"]
            try await Siege.with(bounds) { siege in
                let (caller, callee) = (try await siege.agent(Samples.alice), try await siege.agent(Samples.bob))
                for number in 0..<60 {
                    var request = ExecRequest(capability: "slow")
                    request.timeout = .zero
                    try await caller.send(.execRequest(request), to: callee.did)
                    if number >= 50 { #expect(try await caller.receiveError() == .resourceExhausted) }
                }
                for _ in 0..<50 { #expect(try await callee.receive().type == .execRequest) }
                var watch = ExecRequest(capability: "gateway.agents.watch")
                watch.stream = true
                for number in 0..<3 {
                    try await callee.send(.execRequest(watch))
                    if number < 2 { #expect(try await callee.receive().type == .execResponse) }
                }
                while try await callee.receiveError() != .resourceExhausted {}
                try await siege.exchange()
                await callee.close()
                for _ in 0..<50 { #expect(try await caller.receiveError() == .outcomeUnknown) }
                await caller.close()
            }
        }
    }
}
