// SPDX-License-Identifier: MIT

package import AIConexusTransport

/// Who may ask for what over HTTP.
package struct HTTPAccess: Sendable {
    /// The administrators' tokens; `nil` when there is no administration over HTTP.
    package var administrators: TokenList?
    /// Enrolment tokens, of which a connection must show one; `nil` when it need not.
    package var enrolment: TokenList?
    /// Whether `/agents` is for everybody.
    package var areAgentsPublic: Bool
    /// Whether `/metrics` is for everybody.
    package var areMetricsPublic: Bool

    package init(
        administrators: TokenList?,
        enrolment: TokenList?,
        areAgentsPublic: Bool,
        areMetricsPublic: Bool
    ) {
        self.administrators = administrators
        self.enrolment = enrolment
        self.areAgentsPublic = areAgentsPublic
        self.areMetricsPublic = areMetricsPublic
    }

    /// What became of a request at the door.
    package enum Decision: Sendable {
        /// It may go on; with the entry of the token that it showed, where one was needed.
        case admitted(TokenList.Entry?)
        /// It gets this answer.
        case refused(HTTPResponse)
    }

    /// Judges a request.
    ///
    /// What needs a token that nobody can have, as none is configured, does not exist for anybody: 404.
    ///
    /// - Parameters:
    ///   - endpoint: what it asks for.
    ///   - authorization: its `Authorization` field.
    /// - Returns: the decision.
    package func decide(_ endpoint: HTTPEndpoint, authorization: String?) -> Decision {
        switch endpoint {
        case .health, .ready: return .admitted(nil)
        case .agents where areAgentsPublic: return .admitted(nil)
        case .metrics where areMetricsPublic: return .admitted(nil)
        case .webSocket:
            guard let enrolment else { return .admitted(nil) }
            return decide(authorization, by: enrolment)
        case .agents, .metrics, .admin:
            guard let administrators else { return .refused(.nothingHere) }
            return decide(authorization, by: administrators)
        }
    }

    private func decide(_ authorization: String?, by tokens: TokenList) -> Decision {
        guard let entry = AccessToken(authorization: authorization).flatMap(tokens.entry) else {
            return .refused(.unauthorized)
        }
        return .admitted(entry)
    }
}
