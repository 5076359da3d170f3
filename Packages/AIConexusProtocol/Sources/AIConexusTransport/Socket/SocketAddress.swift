// SPDX-License-Identifier: MIT

/// An IP address with a TCP port.
public struct SocketAddress: Hashable, Sendable {
    /// The host's address.
    public var address: IPAddress
    /// The TCP port; 0 asks the system for a free one when listening.
    public var port: UInt16
    /// The interface of a link-local IPv6 address (its zone), 0 for all others.
    public var scope: UInt32

    /// Creates an address.
    ///
    /// - Parameters:
    ///   - address: the host's address.
    ///   - port: the TCP port.
    ///   - scope: the interface index of a link-local IPv6 address.
    public init(_ address: IPAddress, port: UInt16, scope: UInt32 = 0) {
        self.address = address
        self.port = port
        self.scope = scope
    }
}

extension SocketAddress: CustomStringConvertible {
    /// `192.0.2.1:80`, or `[2001:db8::1]:80`.
    public var description: String {
        switch address.family {
        case .v4: "\(address):\(port)"
        case .v6: "[\(address)\(scope == 0 ? "" : "%\(scope)")]:\(port)"
        }
    }
}
