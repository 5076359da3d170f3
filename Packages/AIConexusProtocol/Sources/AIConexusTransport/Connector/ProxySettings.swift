// SPDX-License-Identifier: MIT

/// Through which proxy which hosts are reached.
public struct ProxySettings: Hashable, Sendable {
    /// The proxy for connections with TLS, `nil` for none.
    public var secure: Proxy?
    /// The proxy for connections without TLS, `nil` for none.
    public var plain: Proxy?
    /// The hosts that are reached without proxy.
    public var exceptions: ProxyExceptions

    /// Creates settings; by default nothing goes through a proxy.
    ///
    /// - Parameters:
    ///   - secure: the proxy for connections with TLS.
    ///   - plain: the proxy for connections without TLS.
    ///   - exceptions: the hosts that are reached without proxy.
    public init(secure: Proxy? = nil, plain: Proxy? = nil, exceptions: ProxyExceptions = ProxyExceptions()) {
        self.secure = secure
        self.plain = plain
        self.exceptions = exceptions
    }

    /// The settings of environment variables: `https_proxy` or `HTTPS_PROXY`, `http_proxy`, `no_proxy` or `NO_PROXY`.
    ///
    /// The lower-case name wins; an empty value is none. `HTTP_PROXY` is not read because a CGI request's `Proxy`
    /// header would set it.
    ///
    /// - Parameter environment: the process's variables by name.
    /// - Throws: `invalidArgument` for a proxy that cannot be one, naming the variable.
    public init(environment: [String: String]) throws(TransportError) {
        secure = try Self.proxy(["https_proxy", "HTTPS_PROXY"], in: environment)
        plain = try Self.proxy(["http_proxy"], in: environment)
        exceptions = ProxyExceptions(environment["no_proxy"] ?? environment["NO_PROXY"] ?? "")
    }

    /// The proxy by which a host is reached, `nil` for a direct connection.
    ///
    /// - Parameters:
    ///   - host: a host name or an address without brackets.
    ///   - port: the port that is to be reached.
    ///   - isSecure: whether the connection will speak TLS.
    /// - Returns: the proxy, unless the host is an exception.
    public func proxy(forHost host: String, port: UInt16, isSecure: Bool) -> Proxy? {
        exceptions.contains(host: host, port: port) ? nil : isSecure ? secure : plain
    }

    private static func proxy(_ names: [String], in environment: [String: String]) throws(TransportError) -> Proxy? {
        guard let name = names.first(where: { environment[$0] != nil }), let value = environment[name], !value.isEmpty
        else {
            return nil
        }
        do throws(TransportError) {
            return try Proxy(value)
        } catch {
            throw TransportError(error.code, "\(name): \(error.message)")
        }
    }
}
