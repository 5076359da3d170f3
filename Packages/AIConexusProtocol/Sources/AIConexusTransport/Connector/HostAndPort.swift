// SPDX-License-Identifier: MIT

/// The form in which hosts and ports are written together: `host:port`, `[v6]:port` (RFC 3986 §3.2).
enum HostAndPort {
    /// The longest host name (RFC 1035 §2.3.4), in bytes.
    private static let longestHost = 253

    /// Splits `text`; the port is `nil` when there is none, the whole `nil` when it is malformed.
    static func split(_ text: Substring) -> (host: String, port: UInt16?)? {
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]"), IPAddress(String(text[..<end].dropFirst()))?.family == .v6 else {
                return nil
            }
            let host = String(text[..<end].dropFirst())
            let rest = text[end...].dropFirst()
            if rest.isEmpty { return (host, nil) }
            guard rest.first == ":", let port = port(rest.dropFirst()) else { return nil }
            return (host, port)
        }
        guard let colon = text.firstIndex(of: ":") else { return (String(text), nil) }
        // More than one colon without brackets is a bare IPv6 address.
        if text[colon...].dropFirst().contains(":") {
            return IPAddress(String(text)) == nil ? nil : (String(text), nil)
        }
        guard let port = port(text[colon...].dropFirst()) else { return nil }
        return (String(text[..<colon]), port)
    }

    /// Joins both, with brackets where they are needed.
    static func join(_ host: String, _ port: UInt16) -> String {
        host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    /// Whether `text` can be a host: an address, or letters, digits, hyphens, underscores and dots.
    static func isHost(_ text: String) -> Bool {
        guard 1...longestHost ~= text.utf8.count else { return false }
        return IPAddress(text) != nil || text.utf8.allSatisfy(isNameByte)
    }

    private static func port(_ text: Substring) -> UInt16? {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? UInt16(text) : nil
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default:
            false
        }
    }
}
