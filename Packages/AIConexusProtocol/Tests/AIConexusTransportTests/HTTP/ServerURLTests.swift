// SPDX-License-Identifier: MIT

internal import Testing

@testable import AIConexusTransport

struct ServerURLTests {
    @Test(
        "addresses are taken apart",
        arguments: [
            ("http://Host", false, "host", 80, "/", "host"), ("https://h:443/a?b", true, "h", 443, "/a?b", "h"),
            ("ws://h:8000/ws", false, "h", 8_000, "/ws", "h:8000"), ("WSS://h?x=1", true, "h", 443, "/?x=1", "h"),
            ("wss://[::1]:80/", true, "::1", 80, "/", "[::1]:80"), ("http://[::1]", false, "::1", 80, "/", "[::1]"),
            ("https://127.0.0.1:65535", true, "127.0.0.1", 65_535, "/", "127.0.0.1:65535"),
        ] as [(String, Bool, String, UInt16, String, String)]
    )
    func parts(text: String, isSecure: Bool, host: String, port: UInt16, target: String, hostField: String) throws {
        let url = try #require(ServerURL(text))
        #expect(url.isSecure == isSecure)
        #expect(url.host == host)
        #expect(url.port == port)
        #expect(url.target.text == target)
        #expect(url.hostField == hostField)
    }

    @Test(
        "other texts are no addresses",
        arguments: [
            "", "h", "ftp://h", "http:/h", "http://", "http:///x", "http://u@h", "http://h:0", "http://h:65536",
            "http://h:x",
            "http://h h", "http://[::1", "http://[h]", "http://h/#x", "http://h/a b", "http://h:",
        ]
    )
    func refusals(text: String) {
        #expect(ServerURL(text) == nil)
    }
}
