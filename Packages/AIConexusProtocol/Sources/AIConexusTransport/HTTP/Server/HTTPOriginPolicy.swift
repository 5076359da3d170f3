// SPDX-License-Identifier: MIT

/// Which web pages may reach a server from a browser.
///
/// A browser names the page's origin in every cross-origin and WebSocket request; other clients send none and are not
/// concerned. The server's own origins are to be listed too: deriving them from `Host` would open a server on a private
/// address to DNS rebinding. Source: RFC 6455 §10.2.
public struct HTTPOriginPolicy: Hashable, Sendable {
    private let allowed: Set<String>

    /// Creates a policy.
    ///
    /// - Parameter origins: as browsers write them, `https://example.com` or `http://localhost:8000`; none by default.
    public init(allowing origins: some Sequence<String> = []) {
        allowed = Set(origins.map { $0.lowercased() })
    }

    /// Whether the request comes from an allowed page, or from no page at all.
    public func permits(_ request: HTTPRequest) -> Bool {
        let origins = request.headers.values(.origin)
        guard let origin = origins.first else { return true }
        return origins.count == 1 && allowed.contains(origin.lowercased())
    }
}
