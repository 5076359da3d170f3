// SPDX-License-Identifier: MIT

package import AIConexusProtocol

extension HTTPAnswer {
    /// `GET /health`: 200 as long as the process answers, `{"connected_agents", "status", "timestamp"}`.
    ///
    /// - Parameters:
    ///   - isDraining: makes the status `draining` in place of `ok`.
    ///   - agentCount: registered agents.
    ///   - now: the time.
    /// - Returns: the answer.
    package static func health(isDraining: Bool, agentCount: Int, now: Timestamp) -> HTTPAnswer {
        HTTPAnswer(
            200,
            [
                "status": isDraining ? "draining" : "ok", "connected_agents": .number(exactly: agentCount),
                "timestamp": .string(now.description),
            ]
        )
    }

    /// `GET /ready`: 200 `{"status": "ready"}` while new agents are welcome, 503 `DRAINING` when they are not.
    package static func ready(isDraining: Bool) -> HTTPAnswer {
        isDraining
            ? HTTPAnswer(ProtocolError(.draining, "this gateway takes no new agents"))
            : HTTPAnswer(200, ["status": "ready"])
    }

    /// `GET /agents`: 200 `{"agents", "count", "cursor"?}`, where `count` is the number of agents on this page.
    ///
    /// - Parameter page: `agents`, and `cursor` unless it is the last page, as `gateway.agents.list` answers.
    /// - Returns: the answer.
    package static func agents(_ page: JSONObject) -> HTTPAnswer {
        var body = page
        body["count"] = .number(exactly: page["agents"]?.array?.count ?? 0)
        return HTTPAnswer(200, body)
    }
}
