// SPDX-License-Identifier: MIT

import Testing

@testable import AIConexusGateway

@Suite("IPNetwork")
struct IPNetworkTests {
    @Test(
        "a block holds the addresses that share its prefix",
        arguments: [
            ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.0", false), ("10.9.8.7/8", "10.0.0.1", true),
            ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false), ("192.0.2.0/31", "192.0.2.1", true),
            ("0.0.0.0/0", "255.255.255.255", true), ("0.0.0.0/0", "::1", false), ("::/0", "2001:db8::1", true),
            ("::/0", "10.0.0.1", false), ("::/0", "::ffff:10.0.0.1", false), ("10.0.0.0/8", "::ffff:10.0.0.1", true),
            ("::ffff:10.0.0.0/8", "10.1.1.1", true), ("2001:db8::/32", "2001:db8:ffff::", true),
            ("2001:db8::/32", "2001:db9::", false), ("2001:db8::/65", "2001:db8::8000:0:0:0", false),
            ("2001:db8::/65", "2001:db8::7000:0:0:0", true), ("2001:db8::/64", "2001:db8::ffff:1:1:1", true),
            ("::1/128", "::1", true), ("::1/128", "::2", false), ("::/127", "::1", true),
        ]
    )
    func contains(_ network: String, _ address: String, _ expected: Bool) throws {
        let network = try #require(IPNetwork(network))
        #expect(network.contains(try #require(IPAddress(address))) == expected)
    }

    @Test(
        "what is no block is refused",
        arguments: [
            "", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/08x", "10.0.0.0/+8", "10.0.0.0/-1", "::1/129",
            "[::1]/128", "10.0.0.0/8/8", "10.0.0.0/0000", " 10.0.0.0/8", "fe80::1%eth0", "1.2.3.4\0",
        ]
    )
    func refusals(_ text: String) {
        #expect(IPNetwork(text) == nil)
    }

    @Test(
        "a block is written with its first address",
        arguments: [
            ("10.1.2.3/8", "10.0.0.0/8"), ("::1", "::1/128"), ("2001:DB8:0:0:1::1/33", "2001:db8::/33"),
            ("1.2.3.4", "1.2.3.4/32"),
        ]
    )
    func text(_ text: String, _ expected: String) throws {
        #expect(try #require(IPNetwork(text)).description == expected)
    }
}
