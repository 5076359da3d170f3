// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTransport
import Testing

@testable import AIConexusSDK

@Suite("The life of a direct path")
struct DirectPathStateMachineTests {
    private typealias Machine = DirectPathStateMachine

    private static let offer = Cast.id()

    private static func at(_ seconds: Double) -> LoopInstant {
        LoopInstant(nanoseconds: 1_000_000_000_000) + .milliseconds(Int(seconds * 1_000))
    }

    private static func negotiating() -> Machine {
        var machine = Machine()
        machine.began(now: at(0))
        machine.offered(offer)
        return machine
    }

    private static func proving() -> Machine {
        var machine = negotiating()
        _ = machine.receivedAnswer(to: offer)
        machine.channelOpened(now: at(1))
        return machine
    }

    private static func open() -> Machine {
        var machine = proving()
        _ = machine.receivedProof(of: offer, isRight: true)
        machine.receivedAcknowledgement()
        return machine
    }

    // MARK: - When it pays

    @Test("one call is not worth a path, two within ten seconds are", arguments: [(10.0, true), (10.1, false)])
    func calls(_ seconds: Double, _ isWorth: Bool) {
        var machine = Machine()
        #expect(machine.called(.call, now: Self.at(0)) == false)
        let begins = machine.called(.call, now: Self.at(seconds))
        #expect(begins == isWorth)
    }

    @Test("much data is worth a path at once, and nothing is while there is one or one is made")
    func much() {
        var machine = Machine()
        #expect(machine.called(.much, now: Self.at(0)) == true)
        for var busy in [Self.negotiating(), Self.proving(), Self.open()] {
            #expect(busy.called(.much, isInsisting: true, now: Self.at(2)) == false)
        }
        machine = Self.open()
        machine.suspended()
        #expect(machine.called(.much, now: Self.at(2)) == false)
    }

    @Test("after a failure calls wait, twice as long each time up to ten minutes; whoever insists does not")
    func retries() {
        var machine = Machine()
        var now = Self.at(0)
        for delay in [30, 60, 120, 240, 480, 600, 600] {
            machine.began(now: now)
            machine.offered(Self.offer)
            machine.ended(.noUDP, now: now)
            #expect(machine.failure == .noUDP)
            let early = now + .milliseconds(delay * 1_000 - 1)
            #expect(machine.called(.much, now: early) == false)
            #expect(machine.called(.much, isInsisting: true, now: early) == true)
            now = now + .seconds(delay)
            #expect(machine.called(.much, now: now) == true)
        }
    }

    @Test("a path that worked is tried again after a second, and one that was closed in order at once")
    func ends() {
        var machine = Self.open()
        machine.ended(.iceTimeout, now: Self.at(5))
        #expect(machine.called(.much, now: Self.at(5.9)) == false)
        #expect(machine.called(.much, now: Self.at(6)) == true)
        machine = Self.open()
        machine.ended(nil, now: Self.at(5))
        #expect(machine.phase == .idle)
        #expect(machine.failure == nil)
        #expect(machine.called(.much, now: Self.at(5)) == true)
    }

    // MARK: - Which offer is in force

    @Test("an answer and candidates belong to the offer in force, an answer only once")
    func answers() {
        var machine = Self.negotiating()
        let old = Self.offer
        let new = Cast.id()
        #expect(machine.acceptsCandidate(for: old))
        machine.offered(new)
        #expect(!machine.acceptsCandidate(for: old))
        #expect(!machine.acceptsCandidate(for: nil))
        #expect(machine.receivedAnswer(to: old) == false)
        #expect(machine.receivedAnswer(to: nil) == false)
        #expect(machine.isOfferInForce(new))
        #expect(machine.receivedAnswer(to: new) == true)
        #expect(!machine.isOfferInForce(new))
        #expect(machine.receivedAnswer(to: new) == false)
        #expect(machine.acceptsCandidate(for: new))
    }

    @Test("of two offers that cross, the polite side's gives way")
    func glare() {
        let theirs = Cast.id()
        var impolite = Self.negotiating()
        #expect(impolite.receivedOffer(theirs, isPolite: false) == false)
        #expect(impolite.isOfferInForce(Self.offer))
        var polite = Self.negotiating()
        #expect(polite.receivedOffer(theirs, isPolite: true) == true)
        #expect(polite.offer == theirs)
        #expect(polite.receivedAnswer(to: Self.offer) == false)
        #expect(!polite.isOfferInForce(theirs))
    }

    @Test("an offer that was answered is followed by the peer's, whoever is polite")
    func restart() {
        var machine = Self.open()
        let theirs = Cast.id()
        #expect(machine.receivedOffer(theirs, isPolite: false) == true)
        #expect(machine.acceptsCandidate(for: theirs))
        #expect(machine.isOpen)
    }

    // MARK: - Proof

    @Test("the path opens when both are proved, in either order")
    func proofs() {
        var machine = Self.proving()
        #expect(machine.receivedProof(of: Self.offer, isRight: true) == true)
        #expect(!machine.isOpen)
        machine.receivedAcknowledgement()
        #expect(machine.isOpen)
        #expect(machine.deadline == nil)
        machine = Self.proving()
        machine.receivedAcknowledgement()
        #expect(!machine.isOpen)
        #expect(machine.receivedProof(of: Self.offer, isRight: true) == true)
        #expect(machine.isOpen)
    }

    @Test("a proof is refused that is wrong, names no offer or another connection's, or comes before the channel")
    func wrongProofs() {
        var machine = Self.proving()
        #expect(machine.receivedProof(of: Self.offer, isRight: false) == false)
        #expect(machine.receivedProof(of: nil, isRight: true) == false)
        #expect(machine.receivedProof(of: Cast.id(), isRight: true) == false)
        machine.receivedAcknowledgement()
        #expect(!machine.isOpen)
        var early = Self.negotiating()
        #expect(early.receivedProof(of: Self.offer, isRight: true) == false)
        early.receivedAcknowledgement()
        early.channelOpened(now: Self.at(1))
        #expect(early.phase == .proving(isPeerProved: false, areWeProved: false))
        early.began(now: Self.at(2))
        early.channelOpened(now: Self.at(3))
        #expect(early.receivedProof(of: Self.offer, isRight: true) == false)
    }

    @Test("a proof may name any of the last eight offers of the connection")
    func proofOfEarlierOffers() {
        for (count, isTaken) in [(7, true), (8, false)] {
            var machine = Self.negotiating()
            for _ in 0..<count { machine.offered(Cast.id()) }
            machine.channelOpened(now: Self.at(1))
            let isProved = machine.receivedProof(of: Self.offer, isRight: true)
            #expect(isProved == isTaken)
        }
    }

    // MARK: - Time

    @Test("what is missing when the time is over is the reason")
    func deadlines() {
        var unanswered = Self.negotiating()
        #expect(unanswered.deadline == Self.at(15))
        let early = unanswered.timerFired(now: Self.at(14.9))
        #expect(early == nil)
        unanswered.ended(unanswered.timerFired(now: Self.at(15)), now: Self.at(15))
        #expect(unanswered.failure == .signallingFailed)

        var answered = Self.negotiating()
        #expect(answered.receivedAnswer(to: Self.offer) == true)
        answered.ended(answered.timerFired(now: Self.at(15)), now: Self.at(15))
        #expect(answered.failure == .iceTimeout)

        var unproved = Self.proving()
        #expect(unproved.deadline == Self.at(11))
        unproved.ended(unproved.timerFired(now: Self.at(11)), now: Self.at(11))
        #expect(unproved.failure == .fingerprintMismatch)
        #expect(unproved.deadline == nil)

        var done = Self.open()
        let late = done.timerFired(now: Self.at(1_000))
        #expect(late == nil)
    }

    @Test("a transport that gives up before there was an answer failed for want of it; other reasons stay")
    func unanswered() {
        var machine = Self.negotiating()
        machine.ended(.iceTimeout, now: Self.at(12))
        #expect(machine.failure == .signallingFailed)
        machine = Self.negotiating()
        machine.ended(.turnUnreachable, now: Self.at(12))
        #expect(machine.failure == .turnUnreachable)
    }

    @Test("a silent peer's path is suspended, until it is heard again")
    func silence() {
        var machine = Self.proving()
        machine.suspended()
        #expect(machine.phase != .suspended)
        machine = Self.open()
        machine.suspended()
        #expect(!machine.isOpen)
        machine.resumed()
        #expect(machine.isOpen)
    }
}
