// SPDX-License-Identifier: MIT

package import AIConexusProtocol
internal import AIConexusTransport

/// What an administrator asks of the gateway.
package enum AdminRequest: Equatable, Sendable {
    /// `GET /admin/status`: what the gateway is, and how it is.
    case status
    /// `GET /admin/agents`: who is connected, and from where.
    case list(AgentListing)
    /// `GET /admin/agents/{did}`: one of them, with what it offers.
    case show(DID)
    /// `DELETE /admin/agents/{did}`: end the session of an agent, which may come back.
    case disconnect(DID)
    /// `GET /admin/denied`: who is denied.
    case listDenied(AgentListing)
    /// `PUT /admin/denied/{did}`: deny an agent, for good, and end its session.
    case deny(DID)
    /// `DELETE /admin/denied/{did}`: let an agent in again.
    case allow(DID)
    /// `POST /admin/drain`: take nobody new, send everybody away, and stop.
    case drain
    /// `POST /admin/reload`: read certificates, tokens, servers and the like again.
    case reload

    /// Finds out what a request asks for.
    ///
    /// - Parameters:
    ///   - method: with `HEAD` as `GET`.
    ///   - path: the decoded parts behind `/admin/`.
    ///   - target: has the query.
    /// - Throws: ``HTTPEndpoint/Refusal``.
    init(_ method: HTTPMethod, path: [String], _ target: HTTPTarget) throws(HTTPEndpoint.Refusal) {
        switch (path.count, path.first) {
        case (1, "drain"): self = try Self.only(.post, method, .drain)
        case (1, "reload"): self = try Self.only(.post, method, .reload)
        case (1, "status"):
            guard method == .get else { throw .methodNotAllowed([.get, .head]) }
            self = .status
        case (1, "agents"), (1, "denied"):
            guard method == .get else { throw .methodNotAllowed([.get, .head]) }
            let listing = try HTTPEndpoint.listing(target)
            self = path[0] == "agents" ? .list(listing) : .listDenied(listing)
        case (2, "agents"):
            switch method {
            case .get: self = .show(try Self.did(path[1]))
            case .delete: self = .disconnect(try Self.did(path[1]))
            default: throw .methodNotAllowed([.get, .head, .delete])
            }
        case (2, "denied"):
            switch method {
            case .put: self = .deny(try Self.did(path[1]))
            case .delete: self = .allow(try Self.did(path[1]))
            default: throw .methodNotAllowed([.put, .delete])
            }
        default: throw .notFound
        }
    }

    private static func only(
        _ expected: HTTPMethod,
        _ method: HTTPMethod,
        _ request: @autoclosure () throws(HTTPEndpoint.Refusal) -> AdminRequest
    ) throws(HTTPEndpoint.Refusal) -> AdminRequest {
        guard method == expected else { throw .methodNotAllowed([expected]) }
        return try request()
    }

    private static func did(_ text: String) throws(HTTPEndpoint.Refusal) -> DID {
        guard let did = try? DID(text) else {
            throw .invalid(
                ProtocolError(.invalidArguments, "the path must end with the DID of an agent", reason: "did")
            )
        }
        return did
    }
}
