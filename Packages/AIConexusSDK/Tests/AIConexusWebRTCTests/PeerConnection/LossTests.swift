// SPDX-License-Identifier: MIT

#if WebRTC
import AIConexusTestSupport
import AIConexusWebRTC
import Testing

@Suite("Loss and outage", .timeLimit(.minutes(2)))
struct LossTests {
    @Test("a reliable channel loses nothing and keeps the order, whatever the path loses", arguments: [1, 5, 10])
    func reliable(_ percent: Int) async throws {
        try await LossyPath.with { pair, path in
            path.lose(percent: percent)
            let (near, far) = try await pair.openChannel()
            async let sending: Void = {
                for number in 0..<300 { try await near.send("\(number)") }
                try await near.send([UInt8](repeating: 1, count: 200_000))
            }()
            for number in 0..<300 { #expect(try await far.next().text == "\(number)") }
            #expect(try await far.next().bytes.count == 200_000)
            try await sending
        }
    }

    @Test("an unordered channel loses nothing either, and doubles nothing")
    func unordered() async throws {
        try await LossyPath.with { pair, path in
            let (near, far) = try await pair.openChannel("unordered", DataChannelConfiguration(isOrdered: false))
            path.lose(percent: 10)
            async let sending: Void = { for number in 0..<300 { try await near.send("\(number)") } }()
            var seen: Set<Int> = []
            for _ in 0..<300 {
                let number = try #require(try await far.next().text.flatMap { Int($0) })
                #expect(seen.insert(number).inserted)
            }
            #expect(seen == Set(0..<300))
            try await sending
        }
    }

    @Test(
        "a channel of limited reliability may lose messages, keeps the order and doubles nothing",
        arguments: [DataChannelConfiguration.Reliability.maxRetransmits(0), .maxPacketLifeTime(20)]
    )
    func partial(_ reliability: DataChannelConfiguration.Reliability) async throws {
        try await LossyPath.with { pair, path in
            let (near, far) = try await pair.openChannel("partial", DataChannelConfiguration(reliability: reliability))
            let (last, lastFar) = try await pair.openChannel("reliable")
            path.lose(percent: 20)
            for number in 0..<300 { try await near.send("\(number)") }
            path.lose(percent: 0)
            try await near.send("end")
            try await last.send("end")
            #expect(try await lastFar.next().text == "end")
            var previous = -1
            while case let text? = try await far.next().text, text != "end" {
                let number = try #require(Int(text))
                #expect(number > previous)
                previous = number
            }
        }
    }

    @Test("an outage disconnects, then everything that was sent meanwhile arrives")
    func outage() async throws {
        var configuration = Pair.configuration
        configuration.restartsAutomatically = false
        try await LossyPath.with(configuration) { pair, path in
            let (near, far) = try await pair.openChannel()
            try await near.send("before")
            #expect(try await far.next().text == "before")
            path.cut(true)
            for number in 0..<20 { try await near.send("\(number)") }
            await pair.firstCourier.reached(.disconnected)
            path.cut(false)
            await pair.firstCourier.reached(.connected)
            for number in 0..<20 { #expect(try await far.next().text == "\(number)") }
        }
    }

    @Test("when a path is lost for good, another one is found without being asked for")
    func lostPath() async throws {
        try await LossyPath.with { pair, path in
            let (near, far) = try await pair.openChannel()
            try await near.send("before")
            #expect(try await far.next().text == "before")
            path.cut(true)
            // What is agreed on from now on goes another way.
            pair.firstCourier.reroute { $0 }
            pair.secondCourier.reroute { $0 }
            try await near.send("meanwhile")
            #expect(try await far.next().text == "meanwhile")
            await pair.firstCourier.reached(.connected)
            #expect(await pair.first.path != pair.firstCourier.paths.first)
        }
    }

    @Test("a peer that is gone makes the connection fail after its time")
    func gone() async throws {
        var configuration = Pair.configuration
        configuration.disconnectedTimeout = .milliseconds(100)
        try await LossyPath.with(configuration) { pair, path in
            let (near, far) = try await pair.openChannel()
            try await near.send("before")
            #expect(try await far.next().text == "before")
            path.cut(true)
            pair.firstCourier.hold()
            pair.secondCourier.hold()
            try await near.send("into the void")
            await pair.firstCourier.reached(.failed)
            #expect(await pair.first.failure?.code == .iceTimeout)
            await pair.first.close()
            await near.closed()
        }
    }
}
#endif
