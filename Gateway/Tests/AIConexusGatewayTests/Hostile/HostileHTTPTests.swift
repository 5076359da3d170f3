// SPDX-License-Identifier: MIT

import AIConexusTransport
import Testing

extension HostileTests {
    /// Clients that speak HTTP slowly, wrongly, too much or not at all.
    @Suite("HTTP")
    struct HTTP {
        @Test("heads and bodies that never end are told 408, however slowly they grow")
        func slow() async throws {
            try await Siege.with(["--head-timeout", "1s", "--body-timeout", "1s"]) { siege in
                let starts = [
                    "G", "GET /health HTTP/1.1\r\nHost: gateway\r\nX-Slow: ", "GET /ws HTTP/1.1\r\n",
                    "POST /nothing HTTP/1.1\r\nHost: gateway\r\nContent-Length: 100\r\n\r\nhalf",
                    "POST /nothing HTTP/1.1\r\nHost: gateway\r\nTransfer-Encoding: chunked\r\n\r\n50\r\nhel",
                ]
                var clients: [HostileClient] = []
                for start in starts {
                    let fresh = try await siege.clients(siege.amount(50, quick: 2))
                    for client in fresh { await client.send(start) }
                    clients += fresh
                }
                // A byte with every exchange, which puts nothing off.
                for _ in 0..<5 {
                    try await siege.exchange(1)
                    for client in clients { await client.send("a") }
                }
                for client in clients {
                    #expect(try await client.status() == 408)
                    #expect(await client.rest().isEmpty)
                }
            }
        }

        @Test("connections on which nothing comes are closed without a word")
        func silent() async throws {
            try await Siege.with(["--idle-timeout", "1s", "--head-timeout", "1s"]) { siege in
                let clients = try await siege.clients(siege.amount(500, quick: 10))
                // One that has asked something before.
                let idle = try await siege.client()
                await idle.send("GET /health HTTP/1.1\r\nHost: gateway\r\n\r\n")
                #expect(try await idle.status() == 200)
                try await siege.exchange()
                for client in clients + [idle] { #expect(await client.rest().isEmpty) }
            }
        }

        /// What two servers could read differently; the second request must never be seen.
        static let smuggled = [
            "POST / HTTP/1.1\r\nHost: g\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: g\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd",
            "POST / HTTP/1.1\r\nHost: g\r\nContent-Length: 4\r\nContent-Length: 4\r\n\r\nabcd",
            "POST / HTTP/1.1\r\nHost: g\r\nContent-Length: 4, 4\r\n\r\nabcd",
            "POST / HTTP/1.1\r\nHost: g\r\nContent-Length: +4\r\n\r\nabcd",
            "POST / HTTP/1.1\r\nHost: g\r\nContent-Length: -4\r\n\r\nabcd",
            "POST / HTTP/1.1\r\nHost: g\r\nContent-Length: 0x4\r\n\r\nabcd",
            "POST / HTTP/1.1\r\nHost: g\r\nContent-Length: 4 5\r\n\r\nabcd",
            "POST / HTTP/1.1\r\nHost: g\r\nContent-Length: 99999999999999999999\r\n\r\nabcd",
            "POST / HTTP/1.1\r\nHost: g\r\nContent-Length : 4\r\n\r\nabcd",
            "POST / HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: g\r\nTransfer-Encoding:\u{0B}chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: g\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: g\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.0\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF0\r\nx",
            "POST / HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nx\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\n0x1\r\nx\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\n1;a\nx\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\n1\nx\n0\n\n",
            "GET / HTTP/1.1\nHost: g\n\n", "GET / HTTP/1.1\r\nHost: g\r\nX: a\rY: b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: g\r\nX: a\u{0}b\r\n\r\n", "GET / HTTP/1.1\r\nHost: g\r\n folded: x\r\n\r\n",
            "GET / HTTP/1.1\r\n Host: g\r\n\r\n", "GET / HTTP/1.1\r\nHost: g\r\nHost: h\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: g\r\n: empty\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: g\r\nno colon\r\n\r\n", "GET  / HTTP/1.1\r\nHost: g\r\n\r\n",
            "GET / HTTP/1.1 \r\nHost: g\r\n\r\n", "GET /\u{7F} HTTP/1.1\r\nHost: g\r\n\r\n",
            "GET / http/1.1\r\nHost: g\r\n\r\n",
            "GET\t/\tHTTP/1.1\r\nHost: g\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n",
        ]

        @Test("requests with two readings get 400 and a close, and what comes after them is not looked at")
        func smuggling() async throws {
            try await Siege.with { siege in
                for request in Self.smuggled {
                    let client = try await siege.client()
                    await client.send(request + "GET /health HTTP/1.1\r\nHost: g\r\n\r\n")
                    #expect(try await client.status() == 400, "\(request.debugDescription)")
                    #expect(await client.rest().isEmpty, "\(request.debugDescription)")
                }
                try await siege.exchange()
            }
        }

        @Test("requests over a limit are told which one")
        func tooMuch() async throws {
            try await Siege.with { siege in
                let long = String(repeating: "x", count: 100_000)
                let fields = (0..<200).map { "X-\($0): y\r\n" }.joined()
                let requests = [
                    (414, "GET /\(long) HTTP/1.1\r\nHost: g\r\n\r\n"),
                    (431, "GET / HTTP/1.1\r\nHost: g\r\nX: \(long)\r\n\r\n"),
                    (431, "GET / HTTP/1.1\r\nHost: g\r\n\(fields)\r\n"),
                    (413, "POST / HTTP/1.1\r\nHost: g\r\nContent-Length: 100000\r\n\r\n\(long)"),
                    (413, "POST / HTTP/1.1\r\nHost: g\r\nContent-Length: 9000000000000000000\r\n\r\n"),
                    (413, "POST / HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\n186a0\r\n\(long)"),
                    (501, "BREW /health HTTP/1.1\r\nHost: g\r\n\r\n"), (405, "PUT /health HTTP/1.1\r\nHost: g\r\n\r\n"),
                    (505, "GET / HTTP/2.0\r\nHost: g\r\n\r\n"), (505, "GET / HTTP/1.12\r\nHost: g\r\n\r\n"),
                    (417, "POST / HTTP/1.1\r\nHost: g\r\nExpect: tea\r\nContent-Length: 1\r\n\r\nx"),
                ]
                for (status, request) in requests {
                    let client = try await siege.client()
                    await client.send(request)
                    #expect(try await client.status() == status, "\(request.prefix(60))")
                    await client.close()
                }
                try await siege.exchange()
            }
        }

        @Test("a thousand requests in one write are answered while others are served, and no more are")
        func pipelining() async throws {
            try await Siege.with(["--max-requests", "1000"]) { siege in
                let clients = try await siege.clients(siege.amount(5, quick: 2))
                for client in clients {
                    await client.stopReading()
                    await client.send(String(repeating: "GET /health HTTP/1.1\r\nHost: g\r\n\r\n", count: 1_500))
                }
                try await siege.exchange()
                for client in clients {
                    await client.resumeReading()
                    for _ in 0..<1_000 { #expect(try await client.status() == 200) }
                    #expect(await client.rest().isEmpty)
                }
            }
        }

        @Test("handshakes that are none are refused, and bytes that come with a good one are frames")
        func handshakes() async throws {
            try await Siege.with { siege in
                let good = HostileClient.upgradeRequest
                let requests = [
                    (400, good.replacing("ioap.v1", with: "chat")),
                    (426, good.replacing("Version: 13", with: "Version: 8")),
                    (400, good.replacing("dGhlIHNhbXBsZSBub25jZQ==", with: "c2hvcnQ=")),
                    (403, good + "Origin: https://evil.example\r\n"), (426, good.replacing("websocket", with: "h2c")),
                    (405, good.replacing("GET", with: "POST")), (400, good.replacing("Host: gateway\r\n", with: "")),
                ]
                for (status, request) in requests {
                    let client = try await siege.client()
                    await client.send(request + "\r\n")
                    #expect(try await client.status() == status, "\(request)")
                    await client.close()
                }
                let client = try await siege.client()
                await client.send(good + "\r\nGET /health HTTP/1.1\r\nHost: gateway\r\n\r\n")
                _ = try await client.head()
                // "G" is no opcode that there is, with reserved bits.
                #expect(try await client.closeCode() == 1_002)
                try await siege.exchange()
            }
        }
    }
}
