// SPDX-License-Identifier: MIT

#if WebRTC
import AIConexusTransport
@testable import AIConexusWebRTC
import Testing

@Suite("PeerConnection", .timeLimit(.minutes(3)))
struct PeerConnectionTests {
    @Test("two connections exchange messages both ways, and know each other's certificate and path")
    func messages() async throws {
        try await Pair.with { pair in
            #expect(await pair.first.state == .new)
            let (near, far) = try await pair.openChannel("chat")
            try await near.send("hello")
            #expect(try await far.next().text == "hello")
            try await far.send([1, 2, 3])
            #expect(try await near.next() == DataChannelMessage(.binary, [1, 2, 3]))
            #expect(await pair.first.remoteFingerprint == pair.second.localFingerprint)
            #expect(await pair.second.remoteFingerprint == pair.first.localFingerprint)
            #expect(await pair.first.path?.kind == .direct)
            #expect(await pair.first.path?.remote.address == "127.0.0.1")
            #expect(await pair.first.state == .connected)
            #expect(pair.firstCourier.paths.last?.local.kind == .host)
            #expect(pair.firstCourier.candidates.last == .endOfCandidates)
        }
    }

    @Test("when both offer at once the polite side gives way, and both have their channels")
    func glare() async throws {
        try await Pair.with { pair in
            pair.firstCourier.hold()
            pair.secondCourier.hold()
            let fromFirst = try await pair.first.openChannel("from the first")
            let fromSecond = try await pair.second.openChannel("from the second")
            pair.firstCourier.release()
            pair.secondCourier.release()
            let atSecond = try await pair.nextChannel()
            let atFirst = try await pair.nextChannelOfFirst()
            #expect(atSecond.label == "from the first")
            #expect(atFirst.label == "from the second")
            try await fromFirst.send("1")
            try await fromSecond.send("2")
            #expect(try await atSecond.next().text == "1")
            #expect(try await atFirst.next().text == "2")
            #expect(pair.firstCourier.descriptions.map(\.kind) == [.offer])
            #expect(pair.secondCourier.descriptions.map(\.kind) == [.offer, .answer])
        }
    }

    @Test("candidates that were ignored with an offer that is taken back are told again with the answer")
    func candidatesAfterGlare() async throws {
        try await Pair.with { pair in
            pair.firstCourier.hold()
            pair.secondCourier.dropCandidates(true)
            _ = try await pair.first.openChannel("from the first")
            _ = try await pair.second.openChannel("from the second")
            await pair.secondCourier.gathered()
            pair.secondCourier.dropCandidates(false)
            let told = pair.secondCourier.candidates
            pair.firstCourier.release()
            _ = try await pair.nextChannel()
            #expect(pair.secondCourier.candidates == told + told)
        }
    }

    @Test("candidates that come before their description are kept for it")
    func earlyCandidates() async throws {
        try await Pair.with { pair in
            // The polite side learns the candidates first, and then the offer they belong to.
            pair.firstCourier.hold()
            let near = try await pair.first.openChannel("late offer")
            await pair.firstCourier.gathered()
            for candidate in pair.firstCourier.candidates { await pair.second.receive(candidate) }
            pair.firstCourier.release()
            let far = try await pair.nextChannel()
            try await near.send("here")
            #expect(try await far.next().text == "here")
        }
    }

    @Test("a certificate that the description does not name is refused by both sides, at once")
    func wrongFingerprint() async throws {
        try await Pair.with { pair in
            let other = try Certificate()
            pair.secondCourier.change { description in
                var description = description
                description.fingerprints = [other.fingerprint]
                return description
            }
            let channel = try await pair.first.openChannel("never")
            await pair.firstCourier.reached(.failed)
            await pair.secondCourier.reached(.failed)
            #expect(await pair.first.failure?.code == .fingerprintMismatch)
            #expect(await pair.second.failure?.code == .dtlsFailed)
            await expect(code: .fingerprintMismatch) { try await channel.opened() }
            #expect(await pair.first.remoteFingerprint == nil)
        }
    }

    @Test("when one side closes, the other one fails at once and its channels tell why")
    func closing() async throws {
        try await Pair.with { pair in
            let (near, far) = try await pair.openChannel()
            let recorder = Recorder()
            await near.setDelegate(recorder)
            await pair.second.close()
            await pair.firstCourier.reached(.failed)
            #expect(await pair.first.failure?.code == .closedByPeer)
            #expect(await recorder.closing()??.code == .closedByPeer)
            await expect(code: .closed) { try await far.send("no more") }
            await expect(code: .closedByPeer) { _ = try await pair.first.openChannel("none") }
            await expect(code: .closed) { _ = try await pair.second.openChannel("none") }
            // Closing again does nothing.
            await pair.second.close()
            #expect(await pair.second.state == .closed)
        }
    }

    @Test("the end of one peer disturbs no other one on the same loop")
    func isolation() async throws {
        try await Pair.with { pair in
            let other = try Pair(on: pair.first.loop)
            let (near, far) = try await pair.openChannel()
            let (otherNear, otherFar) = try await other.openChannel()
            try await otherNear.opened()
            await other.first.close()
            await otherFar.closed()
            await other.second.close()
            try await near.send("still here")
            #expect(try await far.next().text == "still here")
        }
    }

    @Test("a connection whose loop ends is over, and says so to whoever waits")
    func loopEnd() async throws {
        let loop = try EventLoop(name: "test-rtc")
        let pair = try Pair(on: loop)
        let (near, far) = try await pair.openChannel()
        try await near.opened()
        async let closing: Void = near.closed()
        await loop.shutdown()
        await closing
        await far.closed()
        await expect(code: .closed) { try await near.send("no more") }
        #expect(await pair.first.state == .closed)
        await pair.close()
    }

    @Test("descriptions and candidates after the end are refused or ignored")
    func afterEnd() async throws {
        try await Pair.with { pair in
            let (near, _) = try await pair.openChannel()
            try await near.opened()
            let offer = pair.firstCourier.descriptions[0]
            let candidates = pair.firstCourier.candidates
            await pair.second.close()
            await expect(code: .closed) { try await pair.second.receive(offer) }
            for candidate in candidates { await pair.second.receive(candidate) }
            await pair.second.restartICE()
            #expect(await pair.second.state == .closed)
        }
    }

    @Test("an answer to nothing is ignored")
    func strayAnswer() async throws {
        try await Pair.with { pair in
            let (near, far) = try await pair.openChannel()
            try await near.opened()
            let answer = pair.secondCourier.descriptions[0]
            try await pair.first.receive(answer)
            try await near.send("still here")
            #expect(try await far.next().text == "still here")
        }
    }

    @Test("without a way to the peer the connection fails by its deadline, and not before the peer was tried")
    func noWay() async throws {
        var configuration = Pair.configuration
        configuration.connectTimeout = .milliseconds(200)
        try await Pair.with(configuration) { pair in
            // Nobody answers.
            pair.firstCourier.hold()
            let channel = try await pair.first.openChannel("never")
            await pair.firstCourier.reached(.failed)
            #expect(await pair.first.failure?.code == .iceTimeout)
            // The channel waits on: a restart may mend it.
            #expect(await pair.first.stateOf(channel) == .connecting)
        }
    }
}

// MARK: - Restart

@Suite("ICE restart", .timeLimit(.minutes(3)))
struct ICERestartTests {
    @Test("a restart under a live channel loses nothing, whoever asks for it", arguments: [true, false])
    func restart(_ isFirstAsking: Bool) async throws {
        try await Pair.with { pair in
            let (near, far) = try await pair.openChannel()
            try await near.send("before")
            #expect(try await far.next().text == "before")
            let old = await pair.first.path
            await (isFirstAsking ? pair.first : pair.second).restartICE()
            for number in 0..<50 {
                try await near.send("\(number)")
                #expect(try await far.next().text == "\(number)")
            }
            await pair.firstCourier.selected(after: old)
            await pair.secondCourier.selectedPaths(2)
            try await near.send("after")
            #expect(try await far.next().text == "after")
            #expect(await pair.first.path != old)
            #expect(await pair.first.state == .connected)
        }
    }

    @Test("both sides may ask at once")
    func restartGlare() async throws {
        try await Pair.with { pair in
            let (near, far) = try await pair.openChannel()
            try await near.opened()
            pair.firstCourier.hold()
            pair.secondCourier.hold()
            await pair.first.restartICE()
            await pair.second.restartICE()
            pair.firstCourier.release()
            pair.secondCourier.release()
            await pair.firstCourier.selectedPaths(2)
            await pair.secondCourier.selectedPaths(2)
            try await near.send("after")
            #expect(try await far.next().text == "after")
        }
    }

    @Test("a connection that failed for want of a path is mended by a restart")
    func restartAfterFailure() async throws {
        var configuration = Pair.configuration
        configuration.connectTimeout = .milliseconds(300)
        try await Pair.with(configuration) { pair in
            // The answer arrives, no candidate does: both give up.
            pair.firstCourier.dropCandidates(true)
            pair.secondCourier.dropCandidates(true)
            let near = try await pair.first.openChannel("patient")
            await pair.firstCourier.reached(.failed)
            await pair.secondCourier.reached(.failed)
            pair.firstCourier.dropCandidates(false)
            pair.secondCourier.dropCandidates(false)
            await pair.first.restartICE()
            let far = try await pair.nextChannel()
            try await near.send("at last")
            #expect(try await far.next().text == "at last")
            #expect(await pair.first.failure == nil)
            #expect(await pair.second.state == .connected)
        }
    }

    @Test("a restart with another certificate is refused")
    func changedCertificate() async throws {
        try await Pair.with { pair in
            let (near, far) = try await pair.openChannel()
            try await near.opened()
            var offer = pair.firstCourier.descriptions[0]
            offer.credentialName = "other"
            offer.fingerprints = [try Certificate().fingerprint]
            await expect(code: .invalidDescription) { [offer] in try await pair.second.receive(offer) }
            try await near.send("still here")
            #expect(try await far.next().text == "still here")
        }
    }
}

extension PeerConnection {
    fileprivate func stateOf(_ channel: DataChannel) -> DataChannel.State {
        channel.state
    }
}
#endif
