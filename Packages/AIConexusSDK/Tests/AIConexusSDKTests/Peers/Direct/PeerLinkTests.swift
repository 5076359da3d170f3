// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTransport
import Testing

@testable import AIConexusSDK

@Suite("The link to a peer", .timeLimit(.minutes(1)))
struct PeerLinkTests {
    @Test("a peer that is silent after a full window, which was sent as its last message came, is missed")
    func silence() async throws {
        try await CallBench.with { bench in
            let setting = try await LinkSetting.open(on: bench)
            let post = bench.post
            setting.delivered = { path in post.sendQuietly(.ping(Heartbeat(sequence: 7)), to: Cast.peer.did, over: path)
            }
            bench.loop.advance(by: .seconds(1))
            try setting.hear(.ping(Heartbeat(sequence: 3)))
            let count = setting.transport.sent.count
            bench.loop.advance(by: .seconds(4))
            #expect(setting.transport.sent.dropFirst(count).map(\.payload) == [.ping(Heartbeat())])
            bench.loop.advance(by: .seconds(3))
            #expect(setting.lostCount == 1)
            #expect(setting.transport.restartCount == 1)
            #expect(setting.link.openPath == nil)

            try setting.hear(.pong(Heartbeat()))
            #expect(setting.openedCount == 2)
            #expect(setting.link.openPath != nil)
        }
    }

    @Test("a path that nobody uses asks for no sign of life, and answers to such questions ask for none")
    func idleness() async throws {
        try await CallBench.with { bench in
            let setting = try await LinkSetting.open(on: bench)
            let post = bench.post
            setting.delivered = { path in post.sendQuietly(.pong(Heartbeat()), to: Cast.peer.did, over: path) }
            try setting.hear(.ping(Heartbeat()))
            let count = setting.transport.sent.count
            bench.loop.advance(by: .seconds(60))
            #expect(setting.transport.sent.count == count)
            #expect(setting.lostCount == 0)
        }
    }
}

/// A link whose transport leads to the test, and what it was told of it.
///
/// Belongs to the loop.
private final class LinkSetting: PeerLinkDelegate {
    let transport = RecordingTransport()
    private(set) lazy var link = PeerLink(to: Cast.peer.did, post, OneTransport(transport), self)
    private let post: Post
    /// What to do with a message that came.
    var delivered: (DirectPath) -> Void = { _ in }
    private(set) var openedCount = 0
    private(set) var lostCount = 0

    private init(_ post: Post) { self.post = post }

    /// A link that has gone through offer, answer and proofs.
    static func open(on bench: isolated CallBench) async throws -> LinkSetting {
        let setting = LinkSetting(bench.post)
        let link = setting.link
        link.called(.much, isInsisting: true)
        setting.transport.delegate?.transport(sendOffer: "offer")
        let offer = try #require(bench.relay.rest().last?.id)
        link.received(Answer(sdp: "answer"), to: offer)
        setting.transport.delegate?.transportOpened()
        let proof = try #require(setting.transport.sent.first?.id)
        bench.loop.advance(by: .milliseconds(10))
        let nonce = DirectProof.nonce(sender: RecordingTransport.remote, receiver: RecordingTransport.local)
        try setting.hear(.ping(Heartbeat(nonce: nonce)), answering: offer)
        try setting.hear(.pong(Heartbeat()), answering: proof)
        try #require(link.openPath != nil)
        return setting
    }

    /// Has a message of the peer's come.
    func hear(_ payload: Payload, answering id: MessageID? = nil) throws {
        var envelope = Envelope(
            id: Cast.id(),
            timestamp: .now(),
            from: Cast.peer.did,
            to: Cast.agent.did,
            payload: payload
        )
        envelope.correlationID = id
        let text = try MessageSigner(key: Cast.peer).signed(envelope)
        transport.delegate?.transport(received: text.span)
    }

    func link(_ link: PeerLink, needsServers use: @escaping ([ICEServer]) -> Void) { use([]) }
    func link(_ link: PeerLink, delivered envelope: Envelope, over path: DirectPath) { delivered(path) }
    func link(_ link: PeerLink, opened path: DirectPath) { openedCount += 1 }
    func link(_ link: PeerLink, lost path: DirectPath) { lostCount += 1 }
    func linkHasRoom(_ link: PeerLink) {}
    func link(_ link: PeerLink, verify text: Span<UInt8>) throws(ProtocolError) -> Envelope {
        try Envelope(decoding: text)
    }
    func link(_ link: PeerLink, refuse text: Span<UInt8>, _ error: ProtocolError, over path: DirectPath) {}
    func link(_ link: PeerLink, reported error: any Error) { Issue.record(error) }
}

/// Gives out one transport.
private final class OneTransport: DirectTransportFactory {
    private let transport: any DirectTransport

    init(_ transport: any DirectTransport) { self.transport = transport }

    func makeTransport(isPolite: Bool, servers: [ICEServer]) throws(DirectPathFailure) -> any DirectTransport {
        transport
    }
}

/// A transport that keeps what is sent.
///
/// Belongs to the loop.
private final class RecordingTransport: DirectTransport {
    static let local = [UInt8](repeating: 1, count: 32)
    static let remote = [UInt8](repeating: 2, count: 32)

    weak var delegate: (any DirectTransportDelegate)?
    private(set) var sent: [Envelope] = []
    private(set) var restartCount = 0

    var localFingerprint: [UInt8] { Self.local }
    var remoteFingerprint: [UInt8]? { Self.remote }
    var kind: CallPath { .direct }
    var maximumTextByteCount: Int { .max }

    func begin() {}
    func receive(offer: String, refused: @escaping (DirectPathFailure) -> Void) {}
    func receive(answer: String) {}
    func receive(_ candidate: ICECandidateMessage) {}
    func use(_ servers: [ICEServer]) {}
    func restart() { restartCount += 1 }

    func send(_ text: Span<UInt8>) -> DirectSendOutcome {
        guard let envelope = try? Envelope(decoding: text) else { return .refused }
        sent.append(envelope)
        return .taken
    }

    func close(_ completion: @escaping () -> Void) { completion() }
}
