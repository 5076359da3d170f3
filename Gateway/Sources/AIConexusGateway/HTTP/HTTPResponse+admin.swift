// SPDX-License-Identifier: MIT

package import AIConexusProtocol
package import AIConexusTransport

extension HTTPResponse {
    /// `GET /admin/status`: 200 with what ``GatewayReport`` has, and `{"did", "listen", "loops", "public_urls", "status",
    /// "version"}`.
    package static func status(_ report: JSONObject) -> HTTPResponse {
        HTTPResponse(.ok, report)
    }

    /// `GET /admin/agents/{did}`: 200 with the agent as lists show it and as ``AdminSession`` does, or 404
    /// `UNKNOWN_AGENT`.
    package static func session(_ session: AdminSession?, offering description: JSONObject) -> HTTPResponse {
        guard let session else { return .notConnected }
        var body = description
        for (name, value) in session.json { body[name] = value }
        return HTTPResponse(.ok, body)
    }

    private static var notConnected: HTTPResponse {
        HTTPResponse(ProtocolError(.unknownAgent, "no agent with this DID is connected"))
    }

    /// `GET /admin/agents`: 200 `{"agents", "count", "cursor"?}`.
    ///
    /// - Parameters:
    ///   - sessions: the page's sessions, in the order of their DIDs.
    ///   - cursor: the last one that was looked at, if more follow.
    /// - Returns: the answer.
    package static func sessions(_ sessions: [AdminSession], cursor: DID?) -> HTTPResponse {
        page("agents", sessions.map(\.json), cursor: cursor)
    }

    /// `GET /admin/denied`: 200 `{"count", "cursor"?, "denied": [{"did", "since"}]}`.
    ///
    /// - Parameters:
    ///   - list: all that are denied.
    ///   - listing: which page of them; only limit and cursor count.
    /// - Returns: the answer.
    package static func denied(_ list: DenyList, _ listing: AgentListing) -> HTTPResponse {
        let rest = list.entries.drop { entry in listing.cursor.map { entry.did.publicKey <= $0 } ?? false }
        let entries = rest.prefix(listing.limit)
        let json: [JSONObject] = entries.map { entry in
            ["did": .string(entry.did.description), "since": .string(entry.since.description)]
        }
        return page("denied", json, cursor: entries.count == rest.count ? nil : entries.last?.did)
    }

    private static func page(_ name: JSONName, _ entries: [JSONObject], cursor: DID?) -> HTTPResponse {
        var body: JSONObject = ["count": .number(exactly: entries.count)]
        body[name] = .array(entries.map(JSONValue.object))
        body["cursor"] = cursor.map { .string($0.description) }
        return HTTPResponse(.ok, body)
    }

    /// `DELETE /admin/agents/{did}`: 200 `{"did", "disconnected": true}`, or 404 `UNKNOWN_AGENT`.
    package static func disconnected(_ did: DID, wasConnected: Bool) -> HTTPResponse {
        wasConnected
            ? HTTPResponse(.ok, ["did": .string(did.description), "disconnected": true])
            : .notConnected
    }

    /// `PUT` and `DELETE /admin/denied/{did}`: 200 `{"changed", "denied", "did"}`; asking twice changes nothing.
    ///
    /// - Parameters:
    ///   - did: the agent.
    ///   - isDenied: whether it is denied, from here on.
    ///   - hasChanged: whether that was otherwise before.
    /// - Returns: the answer.
    package static func denial(of did: DID, isDenied: Bool, hasChanged: Bool) -> HTTPResponse {
        HTTPResponse(
            .ok,
            ["did": .string(did.description), "denied": .bool(isDenied), "changed": .bool(hasChanged)]
        )
    }

    /// A change that could not be kept: 503 `RESOURCE_EXHAUSTED` when the list is full, else 500 `INTERNAL_ERROR`.
    package static func notKept(_ error: StateError) -> HTTPResponse {
        HTTPResponse(ProtocolError(error.code == .full ? .resourceExhausted : .internalError, error.message))
    }

    /// `POST /admin/drain`: 202 `{"status": "draining"}`; asking twice is no mistake.
    package static let draining = HTTPResponse(.accepted, ["status": "draining"])

    /// `POST /admin/reload`: 200 `{"reloaded"}` with the settings whose files were read again.
    package static func reloaded(_ settings: [String]) -> HTTPResponse {
        HTTPResponse(.ok, ["reloaded": .array(settings.map(JSONValue.string))])
    }

    /// `POST /admin/reload`: 500 `INTERNAL_ERROR` with the file that could not be read; nothing has changed.
    package static func notReloaded(_ message: String) -> HTTPResponse {
        HTTPResponse(ProtocolError(.internalError, message))
    }
}
