// SPDX-License-Identifier: MIT

private import AIConexusTransport

/// An address under which agents reach the gateway, as in `wss://gateway.example.com/ws`.
///
/// Only scheme, host and port count: they make the `audience` that a registration must name.
package struct PublicURL: Hashable, Sendable {
    /// The ports of the schemes that are understood.
    private static let defaultPorts: [String: UInt16] = ["ws": 80, "http": 80, "wss": 443, "https": 443]

    /// `ws`, `wss`, `http` or `https`.
    package let scheme: String
    /// A host name in lower case or an IP address; IPv6 in brackets.
    package let host: String
    /// The TCP port.
    package let port: UInt16
    /// The path with its slash, or empty.
    package let path: String

    /// The address written as `text`, or `nil`; it has no user, query or fragment.
    package init?(_ text: String) {
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else { return nil }
        let scheme = text[..<colon].lowercased()
        let rest = text[text.index(colon, offsetBy: 3)...]
        let authority = rest.prefix { $0 != "/" }
        guard let usualPort = Self.defaultPorts[scheme], let place = Self.hostAndPort(authority) else { return nil }
        let path = rest[authority.endIndex...]
        guard path.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") })
        else { return nil }
        self.scheme = scheme
        self.path = String(path)
        host = place.host
        port = place.port ?? usualPort
    }

    /// What a registration must name: `host:port`, lower case.
    package var audience: String { "\(host):\(port)" }

    /// The same place in the words of a browser's `Origin`: without path, and `http` for `ws`.
    var origin: PublicURL {
        PublicURL(scheme: ["ws": "http", "wss": "https"][scheme] ?? scheme, host: host, port: port, path: "")
    }

    private init(scheme: String, host: String, port: UInt16, path: String) {
        (self.scheme, self.host, self.port, self.path) = (scheme, host, port, path)
    }

    private static func hostAndPort(_ authority: Substring) -> (host: String, port: UInt16?)? {
        let hostEnd = authority.first == "[" ? authority.firstIndex(of: "]").map(authority.index(after:)) : nil
        let end = hostEnd ?? authority.firstIndex(of: ":") ?? authority.endIndex
        guard let host = host(authority[..<end]) else { return nil }
        let rest = authority[end...]
        guard !rest.isEmpty else { return (host, nil) }
        guard rest.first == ":", let port = UInt16(port: rest.dropFirst()), port > 0 else { return nil }
        return (host, port)
    }

    private static func host(_ text: Substring) -> String? {
        if text.first == "[" {
            guard text.last == "]", let address = IPAddress(String(text.dropFirst().dropLast())), address.family == .v6
            else {
                return nil
            }
            return "[\(address)]"
        }
        let host = text.lowercased()
        let isName = host.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
            default: false
            }
        }
        // RFC 1035 §2.3.4.
        return isName && (1...253).contains(host.utf8.count) ? host : nil
    }
}

extension PublicURL: CustomStringConvertible {
    /// The address; the scheme's usual port is left out.
    package var description: String {
        "\(scheme)://\(host)" + (Self.defaultPorts[scheme] == port ? "" : ":\(port)") + path
    }
}
