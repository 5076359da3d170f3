// SPDX-License-Identifier: MIT

#if WebRTC
import AIConexusTransport
import Testing

@testable import AIConexusWebRTC

@Suite("Other servers while a connection lasts", .timeLimit(.minutes(3)))
struct ServerChangeTests {
    /// Calls `body` with a pair that is connected, whose first side knows a TURN server by the name `u`.
    private func withPair(
        host: String = "127.0.0.1",
        _ body: (Pair, DataChannel, DataChannel, TestTURNServer) async throws -> Void
    ) async throws {
        try await EventLoop.with(name: "test-rtc") { loop in
            let server = try await loop.run { try TestTURNServer(on: loop) }
            var configuration = Pair.configuration
            configuration.servers = [try Self.server(server, host: host)]
            let pair = try Pair(on: loop, configuration, second: Pair.configuration)
            let (near, far) = try await pair.openChannel()
            try await near.send("before")
            #expect(try await far.next().text == "before")
            try await body(pair, near, far, server)
            await pair.close()
        }
    }

    private static func server(
        _ server: TestTURNServer,
        host: String = "127.0.0.1",
        _ name: String = "u"
    ) throws -> ICEServer {
        try ICEServer("turn:\(host):\(server.address.port)", username: name, credential: "p")
    }

    @Test("new credentials are used by a restart, and the channel goes on", arguments: ["127.0.0.1", "localhost"])
    func restart(host: String) async throws {
        try await withPair(host: host) { pair, near, far, server in
            await pair.first.whenAsked(server, by: "u")
            await pair.first.setServers([try Self.server(server, host: host, "second")])
            await pair.first.restartICE()
            await pair.first.whenAsked(server, by: "second")
            try await near.send("after")
            #expect(try await far.next().text == "after")
            #expect(await pair.first.state == .connected)
        }
    }

    @Test("new credentials alone leave the path as it is")
    func quiet() async throws {
        try await withPair { pair, near, far, server in
            let count = pair.firstCourier.descriptions.count
            await pair.first.setServers([try Self.server(server, "second")])
            try await near.send("after")
            #expect(try await far.next().text == "after")
            #expect(pair.firstCourier.descriptions.count == count)
        }
    }

    @Test("servers that come while names are looked up take the place of those")
    func lookup() async throws {
        try await EventLoop.with(name: "test-rtc") { loop in
            let server = try await loop.run { try TestTURNServer(on: loop) }
            var configuration = Pair.configuration
            configuration.servers = [try Self.server(server, host: "localhost", "old")]
            let pair = try Pair(on: loop, configuration, second: Pair.configuration)
            let change = [try Self.server(server, "new")]
            let near = try await pair.first.openAndChange("test", change)
            let far = try await pair.nextChannel()
            try await near.send("through")
            #expect(try await far.next().text == "through")
            await pair.first.whenAsked(server, by: "new")
            #expect(await loop.run { !server.usernames.contains("old") })
            await pair.close()
        }
    }

    @Test("a closed connection takes no servers")
    func closed() async throws {
        try await withPair { pair, _, _, server in
            await pair.first.close()
            await pair.first.setServers([try Self.server(server, "late")])
            await pair.first.restartICE()
            #expect(await pair.first.state == .closed)
        }
    }
}

extension PeerConnection {
    /// Waits for a server on the same loop.
    fileprivate func whenAsked(_ server: TestTURNServer, by name: String) async {
        await server.asked(by: name)
    }

    /// Opens a channel, and changes servers in the same turn.
    fileprivate func openAndChange(_ label: String, _ servers: [ICEServer]) throws -> DataChannel {
        defer { setServers(servers) }
        return try openChannel(label)
    }
}
#endif
