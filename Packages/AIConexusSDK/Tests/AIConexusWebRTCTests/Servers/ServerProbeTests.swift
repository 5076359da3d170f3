// SPDX-License-Identifier: MIT

#if WebRTC
import AIConexusTransport
import Testing

@testable import AIConexusWebRTC

@Suite("Asking servers", .timeLimit(.minutes(3)))
struct ServerProbeTests {
    private func verdict(
        _ scheme: String,
        _ credential: String = "p",
        isSilent: Bool = false
    ) async throws -> ServerVerdict {
        try await EventLoop.with { loop in
            let server = try await loop.run { try TestTURNServer(on: loop, isSilent: isSilent) }
            let url = "\(scheme):127.0.0.1:\(server.address.port)"
            return try await ICEServer(url, username: "u", credential: credential).probe(on: loop)
        }
    }

    @Test("a STUN server tells how it sees us")
    func stun() async throws {
        let mapped = SocketAddress(try #require(IPAddress("192.0.2.7")), port: 0x1234)
        #expect(try await verdict("stun") == .usable(mappedAddress: mapped))
    }

    @Test("a TURN server takes the right credentials and refuses others")
    func turn() async throws {
        #expect(try await verdict("turn") == .usable(mappedAddress: nil))
        #expect(try await verdict("turn", "wrong") == .credentialsRefused)
    }

    @Test("a silent server is unreachable")
    func silent() async throws {
        #expect(try await verdict("turn", isSilent: true) == .unreachable)
        #expect(try await verdict("stun", isSilent: true) == .unreachable)
    }

    @Test("nobody at the port is unreachable, over TCP too")
    func nobody() async throws {
        try await EventLoop.with { loop in
            let server = try ICEServer("turn:127.0.0.1:1?transport=tcp", username: "u", credential: "p")
            #expect(await server.probe(on: loop) == .unreachable)
        }
    }

    @Test(
        "a connection that finds no path says what is wrong with its servers",
        arguments: [
            ("p", false, PeerConnectionError.Code.noCandidates), ("wrong", false, .turnAuthenticationFailed),
            ("p", true, .turnUnreachable),
        ]
    )
    func failure(_ credential: String, _ isSilent: Bool, _ code: PeerConnectionError.Code) async throws {
        try await EventLoop.with(name: "test-rtc") { loop in
            let server = try await loop.run { try TestTURNServer(on: loop, isSilent: isSilent) }
            var configuration = Pair.configuration
            let url = "turn:127.0.0.1:\(server.address.port)"
            configuration.servers = [try ICEServer(url, username: "u", credential: credential)]
            configuration.candidatePolicy = .relayOnly
            configuration.connectTimeout = .milliseconds(1_500)
            let pair = try Pair(on: loop, configuration)
            _ = try await pair.first.openChannel("never")
            await pair.firstCourier.reached(.failed)
            #expect(await pair.first.failure?.code == code)
            await pair.close()
        }
    }
}
#endif
