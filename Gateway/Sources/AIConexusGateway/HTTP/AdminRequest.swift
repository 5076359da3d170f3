// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// What an administrator asks of the gateway.
package enum AdminRequest: Hashable, Sendable {
    /// `GET /admin/agents`: who is connected, and from where.
    case list(AgentsQuery)
    /// `DELETE /admin/agents/{did}`: end the session of an agent, which may come back.
    case disconnect(DID)
    /// `GET /admin/denied`: who is denied.
    case listDenied(AgentsQuery)
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
    ///   - method: as it was sent.
    ///   - path: the decoded parts behind `/admin/`.
    ///   - query: the decoded value that the query gives to a name.
    /// - Throws: ``HTTPEndpoint/Refusal``.
    init(method: String, path: [String], query: (String) -> String?) throws(HTTPEndpoint.Refusal) {
        switch (path.count, path.first) {
        case (1, "drain"): self = try Self.only("POST", method, .drain)
        case (1, "reload"): self = try Self.only("POST", method, .reload)
        case (1, "agents"), (1, "denied"):
            guard method == "GET" else { throw .methodNotAllowed(["GET", "HEAD"]) }
            let query = try HTTPEndpoint.valid { () throws(ProtocolError) in try AgentsQuery(query) }
            self = path[0] == "agents" ? .list(query) : .listDenied(query)
        case (2, "agents"): self = try Self.only("DELETE", method, .disconnect(Self.did(path[1])))
        case (2, "denied"):
            switch method {
            case "PUT": self = .deny(try Self.did(path[1]))
            case "DELETE": self = .allow(try Self.did(path[1]))
            default: throw .methodNotAllowed(["PUT", "DELETE"])
            }
        default: throw .notFound
        }
    }

    private static func only(
        _ expected: String,
        _ method: String,
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
