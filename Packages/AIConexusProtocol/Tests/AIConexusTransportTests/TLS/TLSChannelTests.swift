// SPDX-License-Identifier: MIT

import AIConexusTestSupport
import AIConexusTransport
import Testing

@Suite("TLSChannel")
struct TLSChannelTests {
    /// A client and a server above an in-memory connection, and what they have heard.
    private final class Conversation {
        let loop = ManualLoop()
        let pair: InMemoryChannel.Pair
        let client: any ByteChannel
        let server: any ByteChannel
        let clientDelegate = TestDelegate()
        let serverDelegate = TestDelegate()
        var clientReceived: [UInt8] = []
        var serverReceived: [UInt8] = []
        var clientEvents: [String] = []
        var serverEvents: [String] = []
        var clientClosed: CloseReason?
        var serverClosed: CloseReason?

        init(
            client clientConfiguration: TLSConfiguration,
            server serverConfiguration: TLSConfiguration,
            host: String = "gateway.example",
            cut: @escaping InMemoryChannel.Cut = { $0 }
        ) throws {
            pair = InMemoryChannel.makePair(on: loop, cut: cut)
            client = try TLSContext(clientConfiguration).secure(pair.client, host: host)
            server = try TLSContext(serverConfiguration).secure(pair.server)
            clientDelegate.onOpened = { [unowned self] _ in clientEvents.append("opened") }
            serverDelegate.onOpened = { [unowned self] _ in serverEvents.append("opened") }
            clientDelegate.onReceived = { [unowned self] in clientReceived += $1 }
            serverDelegate.onReceived = { [unowned self] in serverReceived += $1 }
            clientDelegate.onReceivedEnd = { [unowned self] _ in clientEvents.append("end") }
            serverDelegate.onReceivedEnd = { [unowned self] _ in serverEvents.append("end") }
            clientDelegate.onClosed = { [unowned self] in clientClosed = $1 }
            serverDelegate.onClosed = { [unowned self] in serverClosed = $1 }
            client.start(delegate: clientDelegate)
            server.start(delegate: serverDelegate)
        }

        /// Lets everything happen that happens within three seconds, which is longer than closing lingers.
        func settle() {
            loop.advance(by: .seconds(3))
        }
    }

    private let files = TestDirectory()
    private let authority = TestCertificate("authority", isAuthority: true)
    private let authorityFile: String
    private let serverFile: String

    init() {
        authorityFile = authority.write(to: files)
        let names = "DNS:gateway.example,DNS:*.agents.example,IP:192.0.2.1,IP:2001:db8::1"
        serverFile = TestCertificate("server", alternatives: names, issuer: authority).write(to: files)
    }

    private var server: TLSConfiguration { .server(certificateFile: serverFile) }

    private var client: TLSConfiguration {
        var configuration = TLSConfiguration.client()
        configuration.trustsSystemRoots = false
        configuration.rootFiles = [authorityFile]
        return configuration
    }

    @Test("both sides open and agree on version, cipher, protocol and name")
    func agreement() throws {
        var (client, server) = (client, server)
        client.applicationProtocols = ["h2", "http/1.1"]
        server.applicationProtocols = ["http/1.1"]
        let talk = try Conversation(client: client, server: server)
        #expect(talk.client.security == nil)
        talk.settle()
        #expect(talk.clientEvents == ["opened"])
        #expect(talk.serverEvents == ["opened"])
        let (ours, theirs) = (try #require(talk.client.security), try #require(talk.server.security))
        #expect(ours.version == "TLSv1.3")
        #expect(ours.cipher == theirs.cipher)
        #expect(ours.applicationProtocol == "http/1.1")
        #expect(theirs.applicationProtocol == "http/1.1")
        #expect(theirs.serverName == "gateway.example")
        #expect(ours.peerCertificate != nil)
        #expect(theirs.peerCertificate == nil)
    }

    @Test("bytes arrive unchanged whatever the pieces the records are cut into", arguments: [0, 1, 2, 3] as [UInt64])
    func cutting(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let sent = (0..<(seed == 0 ? 5_000 : 400_000)).map { _ in UInt8.random(in: 0...255, using: &random) }
        // Seed 0: a byte at a time.
        let talk = try Conversation(client: client, server: server) { waiting in
            seed == 0 ? 1 : Int.random(in: 1...max(1, waiting), using: &random)
        }
        talk.client.send(sent)
        talk.server.send(sent)
        talk.settle()
        #expect(talk.serverReceived == sent, "seed \(seed)")
        #expect(talk.clientReceived == sent, "seed \(seed)")
    }

    @Test("what is sent in one turn shares records")
    func coalescing() throws {
        let talk = try Conversation(client: client, server: server)
        talk.settle()
        let before = talk.pair.client.pendingByteCount
        for _ in 0..<100 { talk.client.send("0123456789") }
        #expect(talk.client.pendingByteCount == 1_000)
        #expect(talk.pair.client.pendingByteCount == before)
        var pieces = 0
        talk.serverDelegate.onReceived = { _, _ in pieces += 1 }
        talk.settle()
        #expect(pieces == 1)
    }

    @Test(
        "a certificate is good for its names and addresses",
        arguments: ["gateway.example", "Gateway.Example.", "one.agents.example", "192.0.2.1", "2001:db8::1"]
    )
    func goodHost(host: String) throws {
        let talk = try Conversation(client: client, server: server, host: host)
        talk.settle()
        #expect(talk.clientEvents == ["opened"])
    }

    @Test(
        "a certificate of another host is rejected",
        arguments: ["other.example", "agents.example", "a.b.agents.example", "192.0.2.2", "2001:db8::2"]
    )
    func wrongHost(host: String) throws {
        let talk = try Conversation(client: client, server: server, host: host)
        talk.settle()
        #expect(talk.clientEvents.isEmpty)
        #expect(talk.clientClosed?.code == .secureLayerFailed)
        #expect(talk.clientClosed?.error?.code == .certificateRejected)
        #expect(talk.clientClosed?.error?.message.contains("mismatch") == true)
        // The server hears why by an alert.
        #expect(talk.serverClosed?.code == .secureLayerFailed)
    }

    @Test("an expired, a self-signed and a stranger's certificate are rejected")
    func badCertificates() throws {
        let names = "DNS:gateway.example"
        let stranger = TestCertificate("stranger", isAuthority: true)
        let cases: [(TestCertificate, String)] = [
            (
                TestCertificate("old", alternatives: names, issuer: authority, validSeconds: -7_200...(-3_600)),
                "expired"
            ),
            (
                TestCertificate("early", alternatives: names, issuer: authority, validSeconds: 600...3_600),
                "not yet valid"
            ),
            (TestCertificate("self", alternatives: names), "self-signed"),
            (TestCertificate("theirs", alternatives: names, issuer: stranger), "issuer certificate"),
        ]
        for (certificate, reason) in cases {
            let talk = try Conversation(client: client, server: .server(certificateFile: certificate.write(to: files)))
            talk.settle()
            #expect(talk.clientEvents.isEmpty, "\(reason)")
            #expect(talk.clientClosed?.error?.code == .certificateRejected, "\(reason)")
            #expect(talk.clientClosed?.error?.message.contains(reason) == true, "\(reason)")
        }
    }

    @Test("the system's roots do not vouch for a test's authority; without verification everything is taken")
    func systemRootsAndNone() throws {
        let strict = try Conversation(client: .client(), server: server)
        strict.settle()
        #expect(strict.clientClosed?.error?.code == .certificateRejected)
        var lax = TLSConfiguration.client()
        lax.verification = .none
        let talk = try Conversation(client: lax, server: server, host: "other.example")
        talk.settle()
        #expect(talk.clientEvents == ["opened"])
    }

    @Test("a server that demands client certificates takes good ones only")
    func clientCertificates() throws {
        var server = server
        server.verification = .required
        server.rootFiles = [authorityFile]
        let missing = try Conversation(client: client, server: server)
        missing.settle()
        #expect(missing.serverEvents.isEmpty)
        #expect(missing.serverClosed?.error?.code == .certificateRejected)
        #expect(missing.clientClosed?.code == .secureLayerFailed)

        var stranger = client
        stranger.certificateFile = TestCertificate("stranger").write(to: files)
        let refused = try Conversation(client: stranger, server: server)
        refused.settle()
        #expect(refused.serverClosed?.error?.code == .certificateRejected)

        var known = client
        known.certificateFile = TestCertificate("agent", issuer: authority).write(to: files)
        let accepted = try Conversation(client: known, server: server)
        accepted.settle()
        #expect(accepted.serverEvents == ["opened"])
        #expect(accepted.server.security?.peerCertificate != nil)
    }

    @Test("a server to which client certificates are optional serves clients without, and refuses bad ones")
    func optionalClientCertificates() throws {
        var server = server
        server.verification = .optional
        server.rootFiles = [authorityFile]
        let without = try Conversation(client: client, server: server)
        without.settle()
        #expect(without.serverEvents == ["opened"])
        var stranger = client
        stranger.certificateFile = TestCertificate("stranger").write(to: files)
        let refused = try Conversation(client: stranger, server: server)
        refused.settle()
        #expect(refused.serverClosed?.error?.code == .certificateRejected)
    }

    @Test("a client that offers only unknown protocols is refused, one that offers none is served")
    func protocolNegotiation() throws {
        var (client, server) = (client, server)
        server.applicationProtocols = ["http/1.1"]
        let silent = try Conversation(client: client, server: server)
        silent.settle()
        #expect(silent.serverEvents == ["opened"])
        #expect(silent.server.security?.applicationProtocol == nil)
        client.applicationProtocols = ["h2"]
        let refused = try Conversation(client: client, server: server)
        refused.settle()
        #expect(refused.serverClosed?.code == .secureLayerFailed)
        #expect(refused.clientClosed?.code == .secureLayerFailed)
    }

    @Test(
        "what is no TLS ends the connection",
        arguments: [
            "GET / HTTP/1.1\r\n\r\n", "\u{16}\u{3}\u{1}\u{0}\u{5}hello", "\0\0\0\0\0\0\0\0", "\u{17}\u{3}\u{3}\u{7f}",
        ]
    )
    func malformedHandshake(text: String) throws {
        let talk = try Conversation(client: client, server: server)
        talk.pair.client.send(text)
        talk.pair.client.finishSending()
        talk.settle()
        #expect(talk.serverEvents.isEmpty)
        #expect(talk.serverClosed?.code == .secureLayerFailed)
    }

    @Test(
        "random bytes after the handshake end the connection, and the peer hears so",
        arguments: 0..<20 as Range<UInt64>
    )
    func malformedRecord(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let talk = try Conversation(client: client, server: server)
        talk.settle()
        talk.pair.client.send((0..<600).map { _ in UInt8.random(in: 0...255, using: &random) })
        talk.settle()
        #expect(talk.serverClosed?.code == .secureLayerFailed, "seed \(seed)")
        #expect(talk.serverClosed?.error?.code == .tlsFailed, "seed \(seed)")
        #expect(talk.clientClosed?.code == .secureLayerFailed, "seed \(seed)")
        #expect(talk.serverReceived.isEmpty, "seed \(seed)")
    }

    @Test("a stream that ends without close_notify is reported as truncated")
    func truncation() throws {
        let talk = try Conversation(client: client, server: server)
        talk.client.send("half a mess")
        talk.settle()
        talk.pair.client.finishSending()
        talk.settle()
        #expect(talk.serverReceived == Array("half a mess".utf8))
        #expect(talk.serverClosed?.code == .truncated)
        #expect(talk.serverEvents == ["opened"])
    }

    @Test("a handshake that takes too long is cut")
    func handshakeDeadline() throws {
        let loop = ManualLoop()
        let pair = InMemoryChannel.makePair(on: loop)
        var configuration = server
        configuration.handshakeTimeout = .seconds(4)
        let channel = try TLSContext(configuration).secure(pair.server)
        let delegate = TestDelegate()
        var reason: CloseReason?
        delegate.onClosed = { reason = $1 }
        channel.start(delegate: delegate)
        pair.client.start(delegate: TestDelegate())
        pair.client.send([0x16, 3, 1])
        loop.advance(by: .milliseconds(3_990))
        #expect(reason == nil)
        loop.advance(by: .milliseconds(20))
        #expect(reason?.code == .secureLayerFailed)
        #expect(reason?.error?.code == .timedOut)
    }

    @Test("half-closing, then closing, end both sides in good order")
    func closing() throws {
        let talk = try Conversation(client: client, server: server)
        talk.client.send("ask")
        talk.client.finishSending()
        talk.client.send("late")
        talk.settle()
        #expect(talk.serverEvents == ["opened", "end"])
        #expect(talk.serverReceived == Array("ask".utf8))
        talk.server.send("answer")
        talk.server.close()
        talk.server.send("late")
        talk.settle()
        #expect(talk.clientReceived == Array("answer".utf8))
        #expect(talk.clientEvents == ["opened", "end"])
        #expect(talk.serverClosed?.code == .requested)
        #expect(talk.clientClosed?.code == .endOfStream)
    }

    @Test("while reading is paused no record is delivered, even of what has come already")
    func pausing() throws {
        let talk = try Conversation(client: client, server: server)
        talk.settle()
        var pieces: [Int] = []
        talk.serverDelegate.onReceived = { channel, bytes in
            pieces.append(bytes.count)
            channel.pauseReading()
        }
        // Three records that arrive in one read.
        talk.client.send([UInt8](repeating: 1, count: 40_000))
        talk.settle()
        #expect(pieces == [16_384])
        talk.server.resumeReading()
        #expect(pieces == [16_384], "nothing is delivered from inside the call")
        talk.settle()
        #expect(pieces == [16_384, 16_384])
        talk.server.resumeReading()
        talk.settle()
        talk.server.resumeReading()
        talk.settle()
        #expect(pieces == [16_384, 16_384, 7_232])
    }

    @Test("after an abort nothing more is received, even of the same read")
    func abort() throws {
        let talk = try Conversation(client: client, server: server)
        talk.settle()
        var pieces = 0
        talk.serverDelegate.onReceived = { channel, _ in
            pieces += 1
            channel.abort()
        }
        talk.client.send([UInt8](repeating: 1, count: 40_000))
        talk.settle()
        #expect(pieces == 1)
        #expect(talk.serverClosed?.code == .aborted)
        #expect(talk.clientClosed?.code == .reset)
    }

    @Test("TLS runs inside of TLS")
    func nested() throws {
        let loop = ManualLoop()
        let pair = InMemoryChannel.makePair(on: loop) { min($0, 700) }
        let (clientContext, serverContext) = (try TLSContext(client), try TLSContext(server))
        let outer = try clientContext.secure(pair.client, host: "gateway.example")
        let inner = try clientContext.secure(outer, host: "one.agents.example")
        let server = try serverContext.secure(serverContext.secure(pair.server))
        let echo = Live.echo()
        let delegate = TestDelegate()
        var received: [UInt8] = []
        delegate.onReceived = { received += $1 }
        inner.start(delegate: delegate)
        server.start(delegate: echo)
        let sent = (0..<50_000).map { UInt8(truncatingIfNeeded: $0) }
        inner.send(sent)
        loop.runUntilIdle()
        #expect(received == sent)
        inner.close()
        server.close()
        loop.runUntilIdle()
        #expect(delegate.closedCount == 1)
        #expect(echo.closedCount == 1)
    }
}
