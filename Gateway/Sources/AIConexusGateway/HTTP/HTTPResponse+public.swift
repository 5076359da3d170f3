// SPDX-License-Identifier: MIT

package import AIConexusProtocol
package import AIConexusTransport

extension HTTPResponse {
    /// `GET /health`: 200 as long as the process answers, `{"connected_agents", "status", "timestamp"}`.
    ///
    /// - Parameters:
    ///   - isDraining: makes the status `draining` in place of `ok`.
    ///   - agentCount: registered agents.
    ///   - now: the time.
    /// - Returns: the answer.
    package static func health(isDraining: Bool, agentCount: Int, now: Timestamp) -> HTTPResponse {
        HTTPResponse(
            .ok,
            [
                "status": isDraining ? "draining" : "ok", "connected_agents": .number(exactly: agentCount),
                "timestamp": .string(now.description),
            ]
        )
    }

    /// `GET /ready`: 200 `{"status": "ready"}` while new agents are welcome, 503 `DRAINING` when they are not.
    package static func ready(isDraining: Bool) -> HTTPResponse {
        isDraining
            ? HTTPResponse(ProtocolError(.draining, "this gateway takes no new agents"))
            : HTTPResponse(.ok, ["status": "ready"])
    }

    /// `GET /agents`: 200 `{"agents", "count", "cursor"?}`, where `count` is the number of agents on this page.
    ///
    /// - Parameter page: `agents`, and `cursor` unless it is the last page, as `gateway.agents.list` answers.
    /// - Returns: the answer.
    package static func agents(_ page: JSONObject) -> HTTPResponse {
        var body = page
        body["count"] = .number(exactly: page["agents"]?.array?.count ?? 0)
        return HTTPResponse(.ok, body)
    }

    /// `GET /metrics`: 200 with what a scrape shows.
    package static func metrics(_ text: [UInt8]) -> HTTPResponse {
        HTTPResponse(.ok, type: MetricsText.contentType, text)
    }
}
