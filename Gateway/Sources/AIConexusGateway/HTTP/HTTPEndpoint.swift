// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// What a request asks of the gateway.
package enum HTTPEndpoint: Hashable, Sendable {
    case health
    case ready
    case metrics
    case agents(AgentsQuery)
    /// The upgrade to WebSocket.
    case webSocket
    case admin(AdminRequest)

    /// Why a request asks for nothing that there is.
    package enum Refusal: Error, Hashable, Sendable {
        /// There is nothing at this path.
        case notFound
        /// There is something that takes only these methods.
        case methodNotAllowed([String])
        /// The request is for something that there is, and says so wrongly.
        case invalid(ProtocolError)
    }

    /// Finds out what a request asks for.
    ///
    /// - Parameters:
    ///   - method: as it was sent; `HEAD` asks for what `GET` does.
    ///   - path: the decoded parts between slashes.
    ///   - query: the decoded value that the query gives to a name.
    /// - Throws: ``Refusal``.
    package init(method: String, path: [String], query: (String) -> String?) throws(Refusal) {
        let method = method == "HEAD" ? "GET" : method
        switch path {
        case ["health"]: self = try Self.reading(method, .health)
        case ["ready"]: self = try Self.reading(method, .ready)
        case ["metrics"]: self = try Self.reading(method, .metrics)
        case ["ws"]: self = try Self.reading(method, .webSocket)
        case ["agents"]:
            self = try Self.reading(method, .agents(Self.valid { () throws(ProtocolError) in try AgentsQuery(query) }))
        default:
            guard path.first == "admin" else { throw .notFound }
            self = .admin(try AdminRequest(method: method, path: Array(path.dropFirst()), query: query))
        }
    }

    /// For metrics.
    package var label: EndpointLabel {
        switch self {
        case .health: .health
        case .ready: .ready
        case .metrics: .metrics
        case .agents: .agents
        case .webSocket: .webSocket
        case .admin: .admin
        }
    }

    private static func reading(
        _ method: String,
        _ endpoint: @autoclosure () throws(Refusal) -> HTTPEndpoint
    ) throws(Refusal) -> HTTPEndpoint {
        guard method == "GET" else { throw .methodNotAllowed(["GET", "HEAD"]) }
        return try endpoint()
    }

    /// What `body` returns, with its error as a refusal.
    static func valid<Value>(_ body: () throws(ProtocolError) -> Value) throws(Refusal) -> Value {
        do throws(ProtocolError) {
            return try body()
        } catch {
            throw .invalid(error)
        }
    }
}

extension HTTPAnswer {
    /// The answer to a request that asks for nothing that there is.
    package init(_ refusal: HTTPEndpoint.Refusal) {
        switch refusal {
        case .notFound: self = .notFound
        case .methodNotAllowed(let methods): self = .methodNotAllowed(allowing: methods)
        case .invalid(let error): self.init(error)
        }
    }
}
