// SPDX-License-Identifier: MIT

/// The address of something on an HTTP or WebSocket server, as in `wss://gateway.example/ws`.
///
/// Schemes `http` and `ws` go without TLS, port 80; `https` and `wss` with TLS, port 443. User names and fragments are
/// refused. Source: RFC 3986 §3, RFC 6455 §3.
public struct ServerURL: Hashable, Sendable {
    /// Whether TLS is spoken.
    public let isSecure: Bool
    /// A name or address, without brackets, in lower case.
    public let host: String
    /// The TCP port.
    public let port: UInt16
    /// Path and query.
    public let target: HTTPTarget

    /// The address written as `text`, or `nil`.
    public init?(_ text: String) {
        let schemes = [("http://", false), ("ws://", false), ("https://", true), ("wss://", true)]
        let lower = text.lowercased()
        guard let (scheme, isSecure) = schemes.first(where: { lower.hasPrefix($0.0) }) else { return nil }
        let rest = text.dropFirst(scheme.count)
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        guard let (host, port) = HostAndPort.split(rest[..<end]), HostAndPort.isHost(host), port != 0 else {
            return nil
        }
        let path = rest[end...]
        guard let target = HTTPTarget(path.first == "/" ? String(path) : "/\(path)") else { return nil }
        self.isSecure = isSecure
        self.host = host.lowercased()
        self.port = port ?? (isSecure ? 443 : 80)
        self.target = target
    }

    /// The value of the `Host` field: the port is left out where the scheme implies it.
    public var hostField: String {
        guard port == (isSecure ? 443 : 80) else { return HostAndPort.join(host, port) }
        return host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
    }
}
