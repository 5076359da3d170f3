// SPDX-License-Identifier: MIT

import AIConexusTransport
import Testing

@testable import AIConexusWebRTC

@Suite("ServerProbeMachine")
struct ServerProbeMachineTests {
    private static let first = [UInt8](repeating: 1, count: 12)
    private static let second = [UInt8](repeating: 2, count: 12)
    private static let third = [UInt8](repeating: 3, count: 12)

    private func machine(_ url: String) throws -> ServerProbeMachine {
        ServerProbeMachine(try ICEServer(url, username: "u", credential: "p"), transaction: Self.first)
    }

    private func refusal(_ code: Int, _ transaction: [UInt8]) -> STUNMessage {
        var message = STUNMessage(.allocateError, transaction: transaction)
        message.append(.errorCode, [0, 0, UInt8(code / 100), UInt8(code % 100)])
        message.append(.realm, Array("realm".utf8))
        message.append(.nonce, Array("nonce".utf8))
        return message
    }

    @Test("a STUN server that answers is usable")
    func stun() throws {
        var machine = try machine("stun:stun.example")
        #expect(STUNMessage(machine.question.span)?.kind == .bindingRequest)
        let answer = STUNMessage(.bindingSuccess, transaction: Self.first)
        #expect(machine.received(answer, next: Self.second) == .finish(.usable(mappedAddress: nil), farewell: nil))
        #expect(machine.received(answer, next: Self.second) == .ignore)
    }

    @Test("a TURN server is asked with credentials, and its address is given back")
    func turn() throws {
        var machine = try machine("turn:turn.example")
        #expect(STUNMessage(machine.question.span)?[.username] == nil)
        guard case .send(let bytes) = machine.received(refusal(401, Self.first), next: Self.second) else {
            Issue.record("nothing was sent with credentials")
            return
        }
        let questionRead = STUNMessage(bytes.span)
        let question = try #require(questionRead)
        #expect(question[.username] == Array("u".utf8))
        #expect(question[.integrity]?.count == 20)
        let granted = STUNMessage(.allocateSuccess, transaction: Self.second)
        guard case .finish(.usable, let farewell?) = machine.received(granted, next: Self.third) else {
            Issue.record("the address was not given back")
            return
        }
        let goodbyeRead = STUNMessage(farewell.span)
        let goodbye = try #require(goodbyeRead)
        #expect(goodbye.kind == .refreshRequest)
        #expect(goodbye[.lifetime] == [0, 0, 0, 0])
    }

    @Test(
        "credentials that are refused are told from a server that has no place",
        arguments: [401, 403, 441, 486, 508]
    )
    func refused(_ code: Int) throws {
        var machine = try machine("turn:turn.example")
        _ = machine.received(refusal(401, Self.first), next: Self.second)
        let verdict: ServerVerdict = code >= 486 ? .refused(code: code) : .credentialsRefused
        let action = machine.received(refusal(code, Self.second), next: Self.third)
        #expect(action == .finish(verdict, farewell: nil))
    }

    @Test("a nonce that went stale is replaced once, not for ever")
    func stale() throws {
        var machine = try machine("turn:turn.example")
        _ = machine.received(refusal(401, Self.first), next: Self.second)
        guard case .send = machine.received(refusal(438, Self.second), next: Self.third) else {
            Issue.record("a stale nonce was not replaced")
            return
        }
        let action = machine.received(refusal(438, Self.third), next: Self.first)
        #expect(action == .finish(.refused(code: 438), farewell: nil))
    }

    @Test("answers to other questions are ignored")
    func stray() throws {
        var machine = try machine("turn:turn.example")
        #expect(machine.received(refusal(401, Self.second), next: Self.third) == .ignore)
        #expect(machine.received(STUNMessage(.refreshRequest, transaction: Self.first), next: Self.third) == .ignore)
    }
}

@Suite("PathFailure")
struct PathFailureTests {
    typealias Verdicts = [(kind: ICEServer.Kind, verdict: ServerVerdict)]
    static let usable = ServerVerdict.usable(mappedAddress: nil)

    static let cases: [(verdicts: Verdicts, kinds: Set<ICECandidate.Kind>, code: PeerConnectionError.Code?)] = [
        ([], [.host], nil),
        ([], [], .noCandidates),
        ([(.stun, usable)], [.host], nil),
        ([(.stun, .unreachable)], [.host], .noUDP),
        ([(.stun, usable), (.turnUDP, .unreachable)], [.host], .turnUnreachable),
        ([(.stun, .unreachable), (.turnUDP, .unreachable)], [.host], .noUDP),
        ([(.turnUDP, .unreachable)], [.host], .turnUnreachable),
        ([(.turnTCP, .unreachable)], [.host], .turnUnreachable),
        ([(.turnUDP, .unreachable), (.turnTCP, .refused(code: 486))], [.host], .noUDP),
        ([(.turnUDP, .credentialsRefused)], [.host], .turnAuthenticationFailed),
        ([(.turnUDP, .unreachable), (.turnTCP, .credentialsRefused)], [.host], .turnAuthenticationFailed),
        ([(.turnUDP, .refused(code: 508))], [], .turnUnreachable),
        ([(.stun, .unreachable), (.turnTCP, usable)], [.host, .relayed], nil),
    ]

    @Test("servers and candidates tell the reason", arguments: cases.indices)
    func reason(_ index: Int) {
        let (verdicts, kinds, code) = Self.cases[index]
        #expect(PathFailure(verdicts: verdicts, candidateKinds: kinds).error?.code == code)
    }
}
