// SPDX-License-Identifier: MIT

/// An HTTP proxy that opens tunnels by CONNECT (RFC 9110 §9.3.6).
public struct Proxy: Hashable, Sendable {
    /// Name and password for Basic authentication (RFC 7617).
    public struct Credentials: Hashable, Sendable {
        /// The user's name, without colon.
        public var user: String
        /// The password.
        public var password: String

        /// Creates credentials.
        public init(user: String, password: String) {
            self.user = user
            self.password = password
        }
    }

    /// The proxy's host name or address, without brackets.
    public var host: String
    /// The proxy's port.
    public var port: UInt16
    /// Whether the proxy itself is reached by TLS.
    public var isSecure: Bool
    /// What the proxy demands, `nil` for nothing.
    public var credentials: Credentials?

    /// Creates a proxy.
    public init(host: String, port: UInt16, isSecure: Bool = false, credentials: Credentials? = nil) {
        self.host = host
        self.port = port
        self.isSecure = isSecure
        self.credentials = credentials
    }

    /// The proxy that a variable such as `https_proxy` names: `[http[s]://][user[:password]@]host[:port][/]`.
    ///
    /// User and password are percent-decoded (RFC 3986 §2.1). Without port it is the scheme's: 80, or 443 for https.
    ///
    /// - Parameter text: the variable's value.
    /// - Throws: `invalidArgument` for another scheme, no host or a port that is none; the text is not repeated in the
    ///   message because it may hold a password.
    public init(_ text: String) throws(TransportError) {
        var rest = text[...]
        var isSecure = false
        if let separator = rest.firstRange(of: "://") {
            switch rest[..<separator.lowerBound].lowercased() {
            case "http": break
            case "https": isSecure = true
            default: throw TransportError(.invalidArgument, "a proxy is reached by http:// or https://")
            }
            rest = rest[separator.upperBound...]
        }
        if rest.last == "/" { rest = rest.dropLast() }
        var credentials: Credentials?
        if let at = rest.lastIndex(of: "@") {
            credentials = try Credentials(decoding: rest[..<at])
            rest = rest[rest.index(after: at)...]
        }
        guard let (host, port) = HostAndPort.split(rest), HostAndPort.isHost(host) else {
            throw TransportError(.invalidArgument, "a proxy's address is host:port")
        }
        self.init(host: host, port: port ?? (isSecure ? 443 : 80), isSecure: isSecure, credentials: credentials)
    }
}

extension Proxy.Credentials {
    fileprivate init(decoding text: Substring) throws(TransportError) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let user = Self.percentDecoded(parts[0]),
            let password = Self.percentDecoded(parts.count == 2 ? parts[1] : "")
        else {
            throw TransportError(.invalidArgument, "a proxy's user or password is not percent-encoded as it should be")
        }
        self.init(user: user, password: password)
    }

    private static func percentDecoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let digits = String(rest.prefix(2)), digits.utf8.count == 2, let value = UInt8(digits, radix: 16)
            else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
