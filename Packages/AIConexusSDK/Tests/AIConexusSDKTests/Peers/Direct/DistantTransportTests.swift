// SPDX-License-Identifier: MIT

#if WebRTC
import AIConexusProtocol
import AIConexusTransport
import Testing

@testable import AIConexusSDK

@Suite("Direct transports on other loops", .timeLimit(.minutes(1)))
struct DistantTransportTests {
    @Test("the agent's loop takes the first connections, another loop the next ones")
    func places() async throws {
        try await EventLoop.with(name: "test-home") { loop in
            let areDistant = try await loop.run {
                let factory = makeTransportFactory(on: loop, connectionsPerLoop: 2)
                let all = try (0..<3).map { _ in try factory.makeTransport(isPolite: true, servers: []) }
                defer { for transport in all { transport.close {} } }
                return all.map { $0 is DistantTransport }
            }
            #expect(areDistant == [false, false, true])
        }
    }

    @Test("both sides know the other's certificate, and texts of all sizes arrive in order, both ways")
    func texts() async throws {
        try await TransportSide.withPair { near, far in
            let fingerprints = await near.loop.run {
                [near.transport.localFingerprint, near.transport.remoteFingerprint]
            }
            let others = await far.loop.run { [far.transport.remoteFingerprint, far.transport.localFingerprint] }
            #expect(fingerprints == others)
            #expect(await near.loop.run { near.transport is DistantTransport && near.transport.kind == .direct })
            for (sender, receiver) in [(near, far), (far, near)] {
                let sizes = [0, 1, 200, 1_200, 65_536, 300_000]
                for round in 0..<60 {
                    await sender.send(String(repeating: "x", count: sizes[round % sizes.count]))
                    await sender.send("\(round)")
                }
                for round in 0..<60 {
                    #expect(await receiver.receive().utf8.count == sizes[round % sizes.count])
                    #expect(await receiver.receive() == "\(round)")
                }
            }
        }
    }

    @Test("an offer that crosses the peer's on its way between the loops is taken back, and not told")
    func crossing() async throws {
        try await TransportSide.withPair(bothBegin: true) { near, far in
            #expect(await near.loop.run { near.offerCount } == 1)
            #expect(await far.loop.run { far.offerCount } == 0)
            await near.send("there")
            #expect(await far.receive() == "there")
        }
    }

    @Test("a sender that is faster than the channel is told, and so is one whose peer does not read; nothing is lost")
    func full() async throws {
        try await TransportSide.withPair { near, far in
            let (gate, opening) = AsyncStream<Void>.makeStream(bufferingPolicy: .unbounded)
            // The receiving agent's loop is busy until the sender has been told to wait.
            let isBusy = Locked(true)
            far.loop.execute { while isBusy.withLock({ $0 }) {} }
            let text = String(repeating: "y", count: 60_000)
            async let sending: Void = {
                for number in 0..<200 {
                    if await near.loop.run({ near.trySend("\(number) \(text)") }) == .full {
                        opening.yield()
                        await near.send("\(number) \(text)")
                    }
                }
            }()
            for await _ in gate { break }
            isBusy.withLock { $0 = false }
            for number in 0..<200 { #expect(await far.receive() == "\(number) \(text)") }
            await sending
        }
    }

    @Test("an offer that cannot be used is refused later, and the connection goes on")
    func refusal() async throws {
        try await TransportSide.withPair { near, far in
            let failure = await withCheckedContinuation { continuation in
                near.loop.execute {
                    near.transport.receive(offer: "no description") { continuation.resume(returning: $0) }
                }
            }
            #expect(failure == .signallingFailed)
            await near.send("still here")
            #expect(await far.receive() == "still here")
        }
    }

    @Test("a restart and other servers leave the channel as it is")
    func restart() async throws {
        try await TransportSide.withPair { near, far in
            await near.loop.run {
                near.transport.use([ICEServer(urls: ["stun:127.0.0.1:9"])])
                near.transport.restart()
            }
            for number in 0..<100 {
                await far.send("\(number)")
                #expect(await near.receive() == "\(number)")
            }
        }
    }

    @Test("what was sent before the end still arrives, and then the other side hears of the end")
    func end() async throws {
        try await TransportSide.withPair { near, far in
            for number in 0..<50 { await near.send("\(number)") }
            await near.close()
            for number in 0..<50 { #expect(await far.receive() == "\(number)") }
            #expect(await far.ended() == nil)
            #expect(await far.loop.run { far.trySend("late") } == .refused)
        }
    }
}
#endif
