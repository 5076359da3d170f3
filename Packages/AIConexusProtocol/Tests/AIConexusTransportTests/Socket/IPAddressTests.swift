// SPDX-License-Identifier: MIT

import AIConexusTransport
import Testing

@Suite("IPAddress")
struct IPAddressTests {
    @Test(
        "an address is written as it was read",
        arguments: ["0.0.0.0", "127.0.0.1", "255.255.255.255", "::", "::1", "2001:db8::1", "fe80::1:2:3:4"]
    )
    func roundTrip(text: String) throws {
        #expect(try #require(IPAddress(text)).description == text)
    }

    @Test(
        "what is no address is refused",
        arguments: [
            "", "1.2.3", "256.0.0.1", "01.2.3.4", "[::1]", "::1%lo", "localhost", "1.2.3.4:80", "1:2", "1.2.3.4\0.evil",
        ]
    )
    func refusals(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test("an IPv4 address wrapped in IPv6 is the IPv4 address")
    func mapped() {
        #expect(IPAddress("::ffff:192.0.2.7") == IPAddress("192.0.2.7"))
    }

    @Test(
        "loopback is 127.0.0.0/8 and ::1",
        arguments: [("127.9.9.9", true), ("::1", true), ("128.0.0.1", false), ("::2", false)]
    )
    func loopback(text: String, expected: Bool) throws {
        #expect(try #require(IPAddress(text)).isLoopback == expected)
    }
}
