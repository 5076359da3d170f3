// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusProtocol
import AIConexusTransport
import Testing

extension BoundTests {
    /// How many connections there may be, how long they may take, and how they end.
    static let connectionChecks: [String: Check] = [
        "max_connections": { try await connections("total") { $0.maximumConnectionCount = 2 } },
        "max_connections_per_address": {
            try await connections("per_address") { $0.maximumConnectionCountPerAddress = 2 }
        },
        "max_unauthenticated": unauthenticated,
        "message_timeout": messageTimeout,
        "close_timeout": closeTimeout,
    ]

    /// Two connections are taken, the third gets 503, and a place that becomes free is given away again.
    private static func connections(
        _ reason: String,
        _ change: @escaping (inout GatewaySettings) -> Void
    ) async throws {
        try await LiveGateway.with(change) { gateway in
            let alice = try await gateway.join(Samples.alice)
            let bob = try await gateway.join(Samples.bob)
            let refusal = await #expect(throws: WebSocketHandshakeError.self) {
                _ = try await gateway.connect(Samples.carol)
            }
            #expect(refusal?.status == .serviceUnavailable)
            await bob.close()
            #expect(await bob.closeCode() == nil)
            // The gateway counts Bob until it has answered his Close.
            while try await gateway.ask(.get, "/health").status == .serviceUnavailable {}
            while try await gateway.metrics()["connections_refused_total{reason=\"\(reason)\"}", default: 0] < 1 {}
            await alice.close()
        }
    }

    /// One that has not registered is taken, the second gets 503, until the first has registered.
    private static func unauthenticated() async throws {
        try await LiveGateway.with {
            $0.maximumUnauthenticatedCount = 1
        } _: { gateway in
            let alice = try await gateway.connect(Samples.alice)
            let refusal = await #expect(throws: WebSocketHandshakeError.self) {
                _ = try await gateway.connect(Samples.bob)
            }
            #expect(refusal?.status == .serviceUnavailable)
            _ = try await alice.register(gateway.address)
            _ = try await gateway.join(Samples.bob)
            #expect(try await gateway.metrics()["connections_refused_total{reason=\"unauthenticated\"}"] == 1)
        }
    }

    /// Half a frame ends the connection after a while.
    private static func messageTimeout() async throws {
        try await LiveGateway.with {
            $0.messageTimeout = .milliseconds(100)
            $0.registrationTimeout = .seconds(3_600)
        } _: { gateway in
            let client = RawClient(on: gateway.loop)
            try await client.connect(to: gateway.address)
            await client.send(
                "GET /ws HTTP/1.1\r\nHost: \(gateway.address)\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                    + "Sec-WebSocket-Protocol: ioap.v1\r\n\r\n"
            )
            // A masked text frame of five bytes, of which two come (RFC 6455 §5.2).
            await client.send([0x81, 0x85, 0, 0, 0, 0, 0x61, 0x62])
            let answer = await client.rest()
            // The last frame is a Close with 1008.
            let text = Array("message was not finished in time".utf8)
            #expect(answer.suffix(text.count + 2) == [0x03, 0xF0] + text)
        }
    }

    /// Who does not close as well is cut.
    private static func closeTimeout() async throws {
        try await LiveGateway.with {
            $0.closeTimeout = .milliseconds(100)
        } _: { gateway in
            let alice = try await gateway.join(Samples.alice)
            await alice.stopReading()
            try await alice.send(.unregister(Unregister()))
            while try await gateway.metrics()["connections_closed_total{code=\"1000\"}"] == 0 {}
        }
    }
}
