// SPDX-License-Identifier: MIT

import AIConexusTransport
import Testing

@testable import AIConexusGateway

@Suite("ForwardedAddress")
struct ForwardedAddressTests {
    static let table: [(what: String, peer: String, fields: [String], expected: String)] = [
        ("a stranger's claim is nothing", "203.0.113.9", ["192.0.2.1"], "203.0.113.9"),
        ("a proxy speaks for its caller", "10.0.0.1", ["192.0.2.1"], "192.0.2.1"),
        ("a proxy without the field is the caller", "10.0.0.1", [], "10.0.0.1"),
        ("an empty field says nothing", "10.0.0.1", [""], "10.0.0.1"),
        ("the caller forged the front of the list", "10.0.0.1", ["127.0.0.1, 192.0.2.1"], "192.0.2.1"),
        (
            "the caller forged a trusted address before its own", "10.0.0.1", ["1.1.1.1, 10.0.0.2, 192.0.2.1"],
            "192.0.2.1"
        ),
        ("two proxies", "10.0.0.1", ["192.0.2.1, 10.0.0.2"], "192.0.2.1"),
        ("two fields are one list", "10.0.0.1", ["192.0.2.1", "10.0.0.2"], "192.0.2.1"),
        ("a forged field before the proxy's", "10.0.0.1", ["127.0.0.1", "192.0.2.1"], "192.0.2.1"),
        ("all are trusted: the farthest", "10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        ("unreadable: the one who passed it on", "10.0.0.1", ["192.0.2.1, unknown, 10.0.0.2"], "10.0.0.2"),
        ("unreadable at once", "10.0.0.1", ["192.0.2.1, _hidden"], "10.0.0.1"),
        ("a missing element stops the reading", "10.0.0.1", ["192.0.2.1,, 10.0.0.2"], "10.0.0.2"),
        ("with a port", "10.0.0.1", ["192.0.2.1:50000"], "192.0.2.1"),
        ("IPv6", "10.0.0.1", ["2001:db8::1"], "2001:db8::1"),
        ("IPv6 with a port", "10.0.0.1", ["[2001:db8::1]:443"], "2001:db8::1"),
        ("IPv6 in brackets", "10.0.0.1", ["[2001:db8::1]"], "2001:db8::1"),
        ("spaces and tabs", "10.0.0.1", ["  192.0.2.1\t "], "192.0.2.1"),
        ("an IPv6 proxy", "fd00::1", ["192.0.2.1"], "192.0.2.1"),
        ("a proxy that maps IPv4 into IPv6", "::ffff:10.0.0.1", ["::ffff:192.0.2.1"], "192.0.2.1"),
        ("quotes belong to another field", "10.0.0.1", ["\"192.0.2.1\""], "10.0.0.1"),
    ]

    @Test("the list is read from its end, as far as trusted proxies wrote it", arguments: table)
    func cases(what: String, peer: String, fields: [String], expected: String) throws {
        let proxies = try ["10.0.0.0/8", "fd00::/8"].map { try #require(IPNetwork($0)) }
        let forwarded = ForwardedAddress(trustedProxies: proxies)
        #expect(
            forwarded.client(peer: try #require(IPAddress(peer)), fields: fields).description == expected,
            "\(what)"
        )
    }

    @Test("a list of thousands of trusted proxies is read in part")
    func bounded() throws {
        let forwarded = ForwardedAddress(trustedProxies: [try #require(IPNetwork("10.0.0.0/8"))])
        let list = (0..<5_000).reversed().map { "10.0.\($0 / 256).\($0 % 256)" }.joined(separator: ",")
        let client = forwarded.client(peer: try #require(IPAddress("10.9.9.9")), fields: [list])
        #expect(client.description == "10.0.0.\(ForwardedAddress.maximumHopCount - 1)")
    }

    @Test("without trusted proxies nobody is believed")
    func nobody() throws {
        let peer = try #require(IPAddress("127.0.0.1"))
        #expect(ForwardedAddress(trustedProxies: []).client(peer: peer, fields: ["192.0.2.1"]) == peer)
    }
}
