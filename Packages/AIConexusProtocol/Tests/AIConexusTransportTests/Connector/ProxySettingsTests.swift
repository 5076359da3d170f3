// SPDX-License-Identifier: MIT

import AIConexusTransport
import Testing

@Suite("ProxySettings")
struct ProxySettingsTests {
    @Test("a proxy's address is read with scheme, credentials and port where they are given")
    func proxies() throws {
        let secret = Proxy.Credentials(user: "me", password: "p:w@d é")
        let cases: [(String, Proxy)] = [
            ("http://proxy.example:3128", Proxy(host: "proxy.example", port: 3_128)),
            ("http://proxy.example:3128/", Proxy(host: "proxy.example", port: 3_128)),
            ("proxy.example:8080", Proxy(host: "proxy.example", port: 8_080)),
            ("http://proxy.example", Proxy(host: "proxy.example", port: 80)),
            ("HTTPS://proxy.example", Proxy(host: "proxy.example", port: 443, isSecure: true)),
            ("http://[2001:db8::1]:3128", Proxy(host: "2001:db8::1", port: 3_128)),
            ("http://me:p%3Aw%40d%20%C3%A9@10.0.0.1:1", Proxy(host: "10.0.0.1", port: 1, credentials: secret)),
            ("me@h:1", Proxy(host: "h", port: 1, credentials: Proxy.Credentials(user: "me", password: ""))),
        ]
        for (text, proxy) in cases { #expect(try Proxy(text) == proxy, "\(text)") }
    }

    @Test(
        "what is no proxy is refused without repeating it",
        arguments: [
            "socks5://h:1", "http://", "http://h:", "http://h:x", "http://h:70000", "http://[::1", "http://u:%zz@h:1",
            "http://h h:1", "h:1\r\nX: y", "http://h:+1",
        ]
    )
    func badProxies(text: String) {
        let error = #expect(throws: TransportError.self) { try Proxy(text) }
        #expect(error?.code == .invalidArgument)
        #expect(error?.message.contains(text) == false)
    }

    @Test("the environment's lower-case names win, HTTP_PROXY is not read, empty values are none")
    func environment() throws {
        let environment = [
            "https_proxy": "http://a:1", "HTTPS_PROXY": "http://b:2", "HTTP_PROXY": "http://c:3",
            "NO_PROXY": "x.example",
        ]
        let settings = try ProxySettings(environment: environment)
        #expect(settings.proxy(forHost: "h.example", port: 443, isSecure: true)?.host == "a")
        #expect(settings.proxy(forHost: "h.example", port: 80, isSecure: false) == nil)
        #expect(settings.proxy(forHost: "x.example", port: 443, isSecure: true) == nil)
        #expect(try ProxySettings(environment: ["https_proxy": "", "HTTPS_PROXY": "http://b:2"]).secure == nil)
        #expect(try ProxySettings(environment: ["HTTPS_PROXY": "http://b:2"]).secure?.host == "b")
        #expect(try ProxySettings(environment: ["http_proxy": "http://c:3"]).plain?.host == "c")
        let error = #expect(throws: TransportError.self) {
            try ProxySettings(environment: ["http_proxy": "ftp://u:secret@h"])
        }
        #expect(error?.message.contains("http_proxy") == true)
        #expect(error?.message.contains("secret") == false)
    }

    @Test("hosts are exceptions as the rules say")
    func exceptions() {
        let cases: [(rules: String, host: String, port: UInt16, isException: Bool)] = [
            ("*", "any.example", 1, true),
            ("example.com", "example.com", 1, true),
            ("example.com", "EXAMPLE.com.", 1, true),
            ("example.com", "www.example.com", 1, true),
            ("example.com", "notexample.com", 1, false),
            ("example.com", "example.com.evil", 1, false),
            (".example.com", "example.com", 1, true),
            ("*.example.com", "a.example.com", 1, true),
            ("a.example, b.example c.example", "b.example", 1, true),
            ("a.example, b.example c.example", "c.example", 1, true),
            ("a.example:8443", "a.example", 8_443, true),
            ("a.example:8443", "a.example", 443, false),
            ("192.0.2.1", "192.0.2.1", 1, true),
            ("192.0.2.1", "192.0.2.10", 1, false),
            ("192.0.2.1:80", "192.0.2.1", 81, false),
            ("10.0.0.0/8", "10.9.8.7", 1, true),
            ("10.0.0.0/8", "11.0.0.0", 1, false),
            ("10.0.0.0/8", "10.example", 1, false),
            ("2001:db8::/32", "2001:db8:1::2", 1, true),
            ("2001:db8::/32", "2001:db9::", 1, false),
            ("[2001:db8::1]:443", "2001:db8::1", 443, true),
            ("2001:db8::1", "2001:db8:0::1", 443, true),
            ("", "any.example", 1, false),
            ("10.0.0.0/33,!!,:", "10.0.0.0", 1, false),
            ("", "localhost", 1, true),
            ("", "127.0.0.9", 1, true),
            ("", "::1", 1, true),
        ]
        for (rules, host, port, isException) in cases {
            #expect(
                ProxyExceptions(rules).contains(host: host, port: port) == isException,
                "\(rules) and \(host):\(port)"
            )
        }
    }
}

@Suite("IPNetwork")
struct IPNetworkTests {
    @Test("a block holds the addresses that share its prefix")
    func containing() throws {
        let cases: [(String, String, Bool)] = [
            ("0.0.0.0/0", "255.0.0.1", true), ("0.0.0.0/0", "::1", false), ("::/0", "ffff::", true),
            ("::/0", "1.2.3.4", false), ("192.0.2.128/25", "192.0.2.127", false),
            ("192.0.2.128/25", "192.0.2.255", true),
            ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.6", false),
            ("2001:db8::/64", "2001:db8::ffff", true),
            ("2001:db8::/65", "2001:db8::8000:0:0:0", false), ("2001:db8::1/128", "2001:db8::1", true),
            ("2001:db8::1/128", "2001:db8::2", false),
        ]
        for (block, address, expected) in cases {
            let (network, address) = (try #require(IPNetwork(block)), try #require(IPAddress(address)))
            #expect(network.contains(address) == expected, "\(block) and \(address)")
        }
    }

    @Test(
        "what is no block is refused",
        arguments: ["", "/", "1.2.3.4/", "1.2.3.4/33", "::/129", "1.2.3.4/-1", "1.2.3.4/+8", "x/8", "1.2.3.4/8/8"]
    )
    func refusals(text: String) {
        #expect(IPNetwork(text) == nil)
    }
}
