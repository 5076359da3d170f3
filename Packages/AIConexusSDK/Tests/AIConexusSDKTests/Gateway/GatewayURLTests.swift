// SPDX-License-Identifier: MIT

import Testing

@testable import AIConexusSDK

@Suite("Where a gateway is")
struct GatewayURLTests {
    @Test(
        "a URL without a path means /ws, and is printed with its scheme",
        arguments: [
            ("ws://host", "ws://host/ws"),
            ("ws://host/", "ws://host/ws"),
            ("http://host:80", "ws://host/ws"),
            ("https://Host:443/", "wss://host/ws"),
            ("WSS://HOST:8443/deep/path", "wss://host:8443/deep/path"),
            ("wss://host/ws?room=1", "wss://host/ws?room=1"),
            ("wss://host?room=1", "wss://host/ws?room=1"),
            ("wss://host/?room=a/b", "wss://host/ws?room=a/b"),
            ("ws://[::1]:9", "ws://[::1]:9/ws"),
        ]
    )
    func forms(_ text: String, _ expected: String) throws {
        #expect(try GatewayURL(text).description == expected)
    }

    @Test(
        "what is no gateway's URL is refused with its text, cut",
        arguments: [
            "", "host", "ftp://host", "ws://", "ws://a b/", "ws://user@host/", "ws://host:0/", "ws://host/#x",
            "ws://host/\n",
        ]
    )
    func refused(_ text: String) throws {
        let error = try #require(throws: GatewayError.self) { try GatewayURL(text) }
        #expect(error.code == .invalidURL)
        #expect(!error.isTransient)
    }

    @Test("an error repeats no more than 200 characters of what was given")
    func longText() throws {
        let error = try #require(throws: GatewayError.self) { try GatewayURL(String(repeating: "x", count: 5_000)) }
        #expect(error.message.count < 300)
    }

    @Test(
        "the audience has the host in lower case and always a port",
        arguments: [
            ("ws://Host/ws", "host:80"), ("wss://host/ws", "host:443"), ("wss://host:9/ws", "host:9"),
            ("ws://[FE80::1]/ws", "[fe80::1]:80"), ("ws://127.0.0.1:8000", "127.0.0.1:8000"),
        ]
    )
    func audience(_ text: String, _ expected: String) throws {
        #expect(try GatewayURL(text).audience == expected)
    }

    @Test(
        "only addresses of this machine are of this machine",
        arguments: [
            ("ws://localhost/", true), ("ws://LOCALHOST/", true), ("ws://127.0.0.1/", true),
            ("ws://127.255.0.3/", true),
            ("ws://[::1]/", true), ("ws://127.evil.example/", false), ("ws://localhost.evil.example/", false),
            ("ws://128.0.0.1/", false), ("ws://[::2]/", false),
            ("ws://0.0.0.0/", false),
        ]
    )
    func loopback(_ text: String, _ expected: Bool) throws {
        #expect(try GatewayURL(text).isLoopback == expected)
    }
}
