// SPDX-License-Identifier: MIT

import AIConexusTransport
import Testing

@Suite("TLSContext", .timeLimit(.minutes(1)))
struct TLSContextTests {
    private let files = TestDirectory()

    @Test("files that cannot be used are reported by name")
    func unusableFiles() throws {
        let good = TestCertificate("good").write(to: files)
        let other = TestCertificate("other").write(to: files)
        let broken = files.write("-----BEGIN CERTIFICATE-----\nnonsense\n", to: "broken.pem")
        let cases: [(TLSConfiguration, String)] = [
            (.server(certificateFile: files.path("absent.pem")), "absent.pem"),
            (.server(certificateFile: broken), "broken.pem"),
            (.server(certificateFile: good, keyFile: other), "other.pem"),
            (.server(certificateFile: good, keyFile: broken), "broken.pem"),
        ]
        for (configuration, name) in cases {
            let error = #expect(throws: TransportError.self) { try TLSContext(configuration) }
            #expect(error?.code == .certificateUnusable)
            #expect(error?.message.contains(name) == true)
        }
        let absent = #expect(throws: TransportError.self) {
            try TLSContext(.server(certificateFile: files.path("absent.pem")))
        }
        #expect(absent?.message.hasSuffix("cannot be used as certificate: No such file or directory") == true)
        var roots = TLSConfiguration.client()
        roots.rootFiles = [broken]
        #expect(throws: TransportError.self) { try TLSContext(roots) }
    }

    @Test("settings that make no sense are refused")
    func invalidSettings() {
        var trustless = TLSConfiguration.client()
        trustless.trustsSystemRoots = false
        var nameless = TLSConfiguration.client()
        nameless.applicationProtocols = [""]
        var bare = TLSConfiguration.server(certificateFile: "")
        bare.certificateFile = nil
        for configuration in [trustless, nameless, bare] {
            let error = #expect(throws: TransportError.self) { try TLSContext(configuration) }
            #expect(error?.code == .invalidArgument)
        }
    }

    @Test("a client needs a host", arguments: [nil, ""])
    func hostless(host: String?) throws {
        let context = try TLSContext(.client())
        let pair = InMemoryChannel.makePair(on: ManualLoop())
        let error = #expect(throws: TransportError.self) { try context.secure(pair.client, host: host) }
        #expect(error?.code == .invalidArgument)
    }

    @Test("after a reload connections see the new certificate; a broken file keeps the old one")
    func reload() throws {
        let path = TestCertificate("first").write(to: files, as: "current.pem")
        let server = try TLSContext(.server(certificateFile: path))
        let first = try shownCertificate(by: server)
        #expect(try shownCertificate(by: server) == first)
        _ = TestCertificate("second").write(to: files, as: "current.pem")
        #expect(try shownCertificate(by: server) == first, "files are read when told to")
        try server.reload()
        let second = try shownCertificate(by: server)
        #expect(second != first)
        _ = files.write("broken", to: "current.pem")
        let error = #expect(throws: TransportError.self) { try server.reload() }
        #expect(error?.code == .certificateUnusable)
        #expect(try shownCertificate(by: server) == second)
    }

    private func shownCertificate(by server: TLSContext) throws -> [UInt8] {
        var lax = TLSConfiguration.client()
        lax.verification = .none
        let loop = ManualLoop()
        let pair = InMemoryChannel.makePair(on: loop)
        let client = try TLSContext(lax).secure(pair.client, host: "any.example")
        client.start(delegate: TestDelegate())
        try server.secure(pair.server).start(delegate: TestDelegate())
        loop.runUntilIdle()
        return try #require(client.security?.peerCertificate)
    }

    @Test("on a live port a client that speaks no TLS is cut while others are served")
    func malformedBesideGood() async throws {
        let authority = TestCertificate("authority", isAuthority: true)
        let names = TestCertificate("server", alternatives: "IP:127.0.0.1", issuer: authority)
        let server = try TLSContext(.server(certificateFile: names.write(to: files)))
        var configuration = TLSConfiguration.client()
        configuration.rootFiles = [authority.write(to: files)]
        let client = try TLSContext(configuration)
        try await EventLoop.with { loop in
            let log = EventLog<String>()
            let address = try await loop.run { () throws(TransportError) in
                try Listener(at: Live.anyPort, on: loop, tls: server) { $0.start(delegate: Live.echo()) }.address
            }
            let hostile = BlockingClient(address)
            hostile.send([0x16, 3, 1, 0, 5] + Array("hello".utf8))
            await loop.run {
                for number in 0..<50 {
                    let delegate = TestDelegate()
                    delegate.onOpened = { $0.send("\(number)") }
                    delegate.onReceived = { log.record(String(decoding: $1, as: UTF8.self)) }
                    Live.connect(to: address, on: loop, tls: client, delegate: delegate)
                }
            }
            #expect(try await Set(log.next(50)).count == 50)
            // An alert, then the end.
            #expect(hostile.receive().first == 0x15)
            #expect(hostile.receive().isEmpty)
        }
    }
}
