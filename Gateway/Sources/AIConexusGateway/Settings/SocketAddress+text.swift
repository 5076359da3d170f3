// SPDX-License-Identifier: MIT

package import AIConexusTransport

extension SocketAddress {
    /// The address written as `text`, as in `127.0.0.1:8000` or `[::1]:8000`, or `nil`; `localhost` is 127.0.0.1.
    package init?(_ text: some StringProtocol) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let host = text[..<colon]
        guard let port = UInt16(port: text[text.index(after: colon)...]) else { return nil }
        let isBracketed = host.first == "[" && host.last == "]"
        guard let address = IPAddress(host: isBracketed ? host.dropFirst().dropLast() : host),
            address.family == (isBracketed ? .v6 : .v4)
        else { return nil }
        self.init(address, port: port)
    }
}

extension IPAddress {
    /// The address written as `host`, without brackets; `localhost` is 127.0.0.1.
    init?(host: some StringProtocol) {
        if host.lowercased() == "localhost" {
            self = .loopbackV4
        } else {
            self.init(String(host))
        }
    }
}

extension UInt16 {
    /// The port written as `text`, in decimal digits alone.
    init?(port text: some StringProtocol) {
        self.init(decimal: text)
    }
}
