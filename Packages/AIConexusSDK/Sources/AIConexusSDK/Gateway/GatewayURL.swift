// SPDX-License-Identifier: MIT

public import AIConexusTransport
private import Glibc

/// Where a gateway is reached, as in `wss://gateway.example/ws`.
///
/// `ws` and `http` go without TLS, `wss` and `https` with it. A URL without a path means `/ws`, where gateways listen
/// for agents.
public struct GatewayURL: Hashable, Sendable {
    /// The gateway of this machine: `ws://127.0.0.1:8000/ws`.
    public static let local = GatewayURL(known: "ws://127.0.0.1:8000/ws")

    /// The variable that names a gateway for programs which are not told otherwise.
    public static let environmentVariable = "AICONEXUS_GATEWAY"

    /// The gateway that `AICONEXUS_GATEWAY` names, or ``local`` without it.
    ///
    /// A variable that is no URL is told by the attempt to connect.
    public static var standard: GatewayURL {
        do {
            return try fromEnvironment()
        } catch {
            var url = local
            url.fault = error
            return url
        }
    }

    /// Scheme, host, port and path.
    public let server: ServerURL
    /// Why the URL cannot be used.
    private(set) var fault: GatewayError?

    /// Reads a URL.
    ///
    /// - Parameter text: as in `wss://gateway.example/ws`.
    /// - Throws: ``GatewayError`` `invalidURL`.
    public init(_ text: String) throws(GatewayError) {
        guard let url = ServerURL(text), let server = url.target.path == "/" ? ServerURL(Self.completed(text)) : url
        else {
            throw GatewayError(.invalidURL, "'\(text.prefix(200))' is no gateway's URL; one looks like wss://host/ws")
        }
        self.server = server
    }

    private init(known text: String) {
        guard let server = ServerURL(text) else { preconditionFailure("not a URL") }
        self.server = server
    }

    private static func completed(_ text: String) -> String {
        let end = text.firstIndex(of: "?") ?? text.endIndex
        let slash = text[..<end].last == "/" ? "" : "/"
        return "\(text[..<end])\(slash)ws\(text[end...])"
    }

    /// The gateway that the variable `AICONEXUS_GATEWAY` names, or ``local`` without one.
    ///
    /// - Returns: where the gateway is.
    /// - Throws: ``GatewayError`` `invalidURL`.
    public static func fromEnvironment() throws(GatewayError) -> GatewayURL {
        guard let text = unsafe getenv(environmentVariable).map({ unsafe String(cString: $0) }), !text.isEmpty else {
            return .local
        }
        return try GatewayURL(text)
    }

    /// Host and port as a registration names them: `host:port`, the host in lower case, the port always written.
    public var audience: String {
        server.host.utf8.contains(UInt8(ascii: ":"))
            ? "[\(server.host)]:\(server.port)" : "\(server.host):\(server.port)"
    }

    /// Whether the gateway is on this machine, so that nobody can stand between.
    public var isLoopback: Bool {
        server.host == "localhost" || server.host == "::1"
            || IPAddress(server.host).map { $0.description.hasPrefix("127.") } ?? false
    }
}

extension GatewayURL {
    /// Whether both name the same place.
    public static func == (left: GatewayURL, right: GatewayURL) -> Bool {
        left.server == right.server && left.fault == right.fault
    }

    /// Feeds the place to the hasher.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(server)
    }
}

extension GatewayURL: CustomStringConvertible {
    /// The URL, with the scheme `ws` or `wss`.
    public var description: String {
        "\(server.isSecure ? "wss" : "ws")://\(server.hostField)\(server.target.text)"
    }
}
