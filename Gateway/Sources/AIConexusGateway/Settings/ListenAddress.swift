// SPDX-License-Identifier: MIT

/// An IP address with a TCP port, as in `127.0.0.1:8000` or `[::1]:8000`.
package struct ListenAddress: Hashable, Sendable {
    /// The address of one of this machine's interfaces, or of all of them.
    package var address: IPAddress
    /// The TCP port; 0 asks the system for a free one.
    package var port: UInt16

    package init(_ address: IPAddress, port: UInt16) {
        self.address = address
        self.port = port
    }

    /// The address written as `text`, or `nil`; IPv6 stands in brackets, and `localhost` is 127.0.0.1.
    package init?(_ text: some StringProtocol) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let host = text[..<colon]
        guard let port = Self.port(text[text.index(after: colon)...]) else { return nil }
        if host.first == "[", host.last == "]" {
            guard let address = IPAddress(host.dropFirst().dropLast()), address.family == .v6 else { return nil }
            self.init(address, port: port)
        } else {
            guard let address = Self.host(host), address.family == .v4 else { return nil }
            self.init(address, port: port)
        }
    }

    /// The address written as `text`, without brackets; `localhost` is 127.0.0.1.
    package static func host(_ text: some StringProtocol) -> IPAddress? {
        text.lowercased() == "localhost" ? .loopbackV4 : IPAddress(text)
    }

    /// The port written as `text`, in decimal without a sign.
    package static func port(_ text: some StringProtocol) -> UInt16? {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? UInt16(text) : nil
    }
}

extension ListenAddress: CustomStringConvertible {
    /// As in `127.0.0.1:8000` or `[::1]:8000`.
    package var description: String {
        address.family == .v4 ? "\(address):\(port)" : "[\(address)]:\(port)"
    }
}
