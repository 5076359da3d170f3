// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Testing

@testable import AIConexusSDK

@Suite("STUN and TURN servers, and their credentials")
struct ICEServerStateMachineTests {
    private static let start = Timestamp(secondsSinceEpoch: 1_800_000_000)

    private static func at(_ seconds: Int) -> Timestamp {
        start.advanced(by: .seconds(seconds))
    }

    /// A server with credentials that end so many seconds after the start.
    private static func server(until seconds: Int?, _ url: String = "turn:turn.example:3478") -> ICEServer {
        ICEServer(urls: [url], username: "u", credential: "p", expires: seconds.map(at))
    }

    @Test("without servers, and with those that never end, nothing is asked")
    func endless() {
        var machine = ICEServerStateMachine()
        #expect(machine.needed(now: Self.at(0)) == .use([]))
        #expect(machine.deadline == nil)
        let stun = [Self.server(until: nil)]
        #expect(machine.registered(stun, now: Self.at(0)) == true)
        #expect(machine.needed(now: Self.at(1_000_000)) == .use(stun))
        #expect(machine.deadline == nil)
    }

    @Test(
        "credentials are renewed well before their end",
        arguments: [(life: 86_400, renewal: 86_100), (1_200, 900), (600, 450), (120, 60), (60, 30), (2, 1)]
    )
    func renewal(life: Int, renewal: Int) {
        var machine = ICEServerStateMachine()
        let first = [Self.server(until: life), Self.server(until: nil, "stun:stun.example:3478")]
        #expect(machine.registered(first, now: Self.at(0)) == true)
        #expect(machine.deadline == Self.at(renewal))
        #expect(machine.timerFired(now: Self.at(renewal - 1)) == false)
        #expect(machine.timerFired(now: Self.at(renewal)) == true)
        #expect(machine.deadline == nil)
        let second = [Self.server(until: renewal + life)]
        #expect(machine.answered(second, now: Self.at(renewal)) == true)
        #expect(machine.servers == second)
        #expect(machine.deadline == max(Self.at(2 * renewal), Self.at(renewal + 10)))
    }

    @Test("connections that begin when credentials are about to end wait for one question")
    func needed() {
        var machine = ICEServerStateMachine()
        let old = [Self.server(until: 600)]
        #expect(machine.registered(old, now: Self.at(0)) == true)
        #expect(machine.needed(now: Self.at(449)) == .use(old))
        #expect(machine.needed(now: Self.at(450)) == .ask)
        #expect(machine.needed(now: Self.at(450)) == .wait)
        #expect(machine.timerFired(now: Self.at(451)) == false)
        let new = [Self.server(until: 1_050)]
        #expect(machine.answered(new, now: Self.at(451)) == true)
        #expect(machine.needed(now: Self.at(451)) == .use(new))
    }

    @Test("a question without an answer is repeated after a while, and connections use what there is")
    func unanswered() {
        var machine = ICEServerStateMachine()
        let old = [Self.server(until: 600)]
        #expect(machine.registered(old, now: Self.at(0)) == true)
        #expect(machine.timerFired(now: Self.at(450)) == true)
        #expect(machine.answered(nil, now: Self.at(455)) == false)
        #expect(machine.needed(now: Self.at(464)) == .use(old))
        #expect(machine.deadline == Self.at(465))
        #expect(machine.timerFired(now: Self.at(465)) == true)
        #expect(machine.answered([], now: Self.at(465)) == false)
        #expect(machine.servers == old)
    }

    @Test("credentials that have ended when they come do not make it ask without end")
    func endedAlready() {
        var machine = ICEServerStateMachine()
        #expect(machine.registered([Self.server(until: -5)], now: Self.at(0)) == true)
        #expect(machine.needed(now: Self.at(0)) == .ask)
        #expect(machine.answered([Self.server(until: -5)], now: Self.at(0)) == true)
        #expect(machine.deadline == Self.at(10))
        #expect(machine.needed(now: Self.at(9)) == .use(machine.servers))
        #expect(machine.needed(now: Self.at(10)) == .ask)
    }

    @Test("another registration leaves good credentials in use, and replaces others")
    func registeredAgain() {
        var machine = ICEServerStateMachine()
        let first = [Self.server(until: 600)]
        #expect(machine.registered(first, now: Self.at(0)) == true)
        #expect(machine.registered([Self.server(until: 700)], now: Self.at(100)) == false)
        #expect(machine.servers == first)
        let late = [Self.server(until: 1_050)]
        #expect(machine.registered(late, now: Self.at(450)) == true)
        #expect(machine.servers == late)
        let elsewhere = [Self.server(until: 1_060, "turn:other.example:3478")]
        #expect(machine.registered(elsewhere, now: Self.at(460)) == true)
        #expect(machine.registered([], now: Self.at(461)) == true)
        #expect(machine.deadline == nil)
    }
}
