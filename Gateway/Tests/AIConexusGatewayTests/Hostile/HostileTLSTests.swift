// SPDX-License-Identifier: MIT

import AIConexusTestSupport
import AIConexusTransport
import Testing

extension HostileTests {
    /// Clients that speak TLS wrongly, half or not at all.
    @Suite("TLS")
    struct TLS {
        /// A ClientHello of TLS 1.2 as it should be (RFC 5246 §7.4.1.2), or of another version.
        private static func clientHello(version: UInt8 = 3) -> [UInt8] {
            let extensions: [UInt8] =
                [0, 10, 0, 4, 0, 2, 0, 23]  // supported_groups: secp256r1
                + [0, 11, 0, 2, 1, 0]  // ec_point_formats: uncompressed
                + [0, 13, 0, 4, 0, 2, 4, 3]  // signature_algorithms: ECDSA with SHA-256
            let body: [UInt8] =
                [3, version] + [UInt8](repeating: 7, count: 32) + [0]
                + [0, 2, 0xC0, 0x2B]  // TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
                + [1, 0, 0, UInt8(extensions.count)] + extensions
            return record(22, [1, 0, 0, UInt8(body.count)] + body)
        }

        private static func record(_ type: UInt8, _ bytes: [UInt8]) -> [UInt8] {
            [type, 3, 1, UInt8(bytes.count >> 8), UInt8(bytes.count & 0xFF)] + bytes
        }

        @Test("what is no TLS ends the connection, and the next one is served")
        func malformed() async throws {
            try await Siege.with(certificate: try HostileCertificate()) { siege in
                let seed = UInt64.random(in: 0 ... .max)
                var generator = SeededGenerator(seed: seed)
                var inputs: [[UInt8]] = [
                    Array("GET /health HTTP/1.1\r\nHost: gateway\r\n\r\n".utf8),
                    [0x80, 0x2E, 0x01, 0x00, 0x02],  // SSL 2
                    [22, 3, 1, 0xFF, 0xFF] + [UInt8](repeating: 1, count: 0xFFFF),  // a record that is too long
                    [22, 3, 1, 0, 0], Self.record(21, [2, 0]), Self.record(23, [1, 2, 3]),
                    Self.record(22, [1, 0xFF, 0xFF, 0xFF]), Self.record(22, [2, 0, 0, 0]),
                    Self.clientHello(version: 0), Self.clientHello(version: 2),
                    Self.clientHello() + Self.record(22, [UInt8](repeating: 0xFF, count: 100)),
                    Self.clientHello() + Self.record(20, [2]), Self.clientHello() + Self.record(23, [0]),
                ]
                for _ in 0..<siege.amount(500, quick: 20) {
                    var hello = Self.clientHello()
                    for _ in 0..<3 {
                        let place = Int.random(in: hello.indices, using: &generator)
                        hello[place] = .random(in: 0 ... .max, using: &generator)
                    }
                    inputs.append(hello)
                }
                for input in inputs {
                    let client = try await siege.bareClient()
                    await client.send(input)
                    // What is still a good start waits for more, and gets the end of the stream.
                    await client.finish()
                    let answer = await client.rest()
                    #expect(answer.isEmpty || answer[0] == 21 || answer[0] == 22, "seed \(seed), \(input)")
                    try await siege.exchange(1)
                }
            }
        }

        @Test("handshakes that stop anywhere are cut off in time")
        func halfOpen() async throws {
            try await Siege.with(
                ["--tls-handshake-timeout", "300ms"],
                certificate: try HostileCertificate()
            ) { siege in
                let hello = Self.clientHello()
                var clients: [HostileClient] = []
                for _ in 0..<siege.amount(50, quick: 2) {
                    for count in [0, 1, 5, 6, hello.count - 1, hello.count] {
                        let client = try await siege.bareClient()
                        await client.send(Array(hello.prefix(count)))
                        clients.append(client)
                    }
                }
                try await siege.exchange()
                for client in clients { _ = await client.rest() }
                // Cut off without having said that it ends (close_notify), before and after it has spoken.
                for _ in 0..<siege.amount(100, quick: 5) {
                    let client = try await siege.client()
                    await client.reset()
                    let agent = try await siege.registeredClient()
                    await agent.reset()
                    let bare = try await siege.bareClient()
                    await bare.send(hello)
                    await bare.reset()
                }
            }
        }

        @Test("what is wrong above TLS gets the same answers as without it")
        func above() async throws {
            try await Siege.with(certificate: try HostileCertificate()) { siege in
                let http = try await siege.client()
                await http.send("GET / HTTP/1.1\nHost: g\n\n")
                #expect(try await http.status() == 400)
                await http.close()
                for (code, bytes) in [
                    (1_002, HostileFrame.bytes(HostileFrame.text, [0x78], isMasked: false)),
                    (1_007, HostileFrame.bytes(HostileFrame.text, [0xFF])),
                    (4_507, HostileFrame.bytes(HostileFrame.text, announced: 1 << 31)),
                ] {
                    let client = try await siege.registeredClient()
                    await client.send(bytes)
                    #expect(try await client.closeCode() == code)
                }
                try await siege.exchange()
            }
        }
    }
}
