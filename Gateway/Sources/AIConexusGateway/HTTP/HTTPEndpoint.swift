// SPDX-License-Identifier: MIT

package import AIConexusProtocol
package import AIConexusTransport

/// What a request asks of the gateway.
package enum HTTPEndpoint: Equatable, Sendable {
    case health
    case ready
    case metrics
    case agents(AgentListing)
    /// The upgrade to WebSocket.
    case webSocket
    case admin(AdminRequest)

    /// Why a request asks for nothing that there is.
    package enum Refusal: Error, Hashable, Sendable {
        /// There is nothing at this path.
        case notFound
        /// There is something that takes only these methods.
        case methodNotAllowed([HTTPMethod])
        /// The request is for something that there is, and says so wrongly.
        case invalid(ProtocolError)
    }

    /// Finds out what a request asks for.
    ///
    /// - Parameters:
    ///   - method: `HEAD` asks for what `GET` does.
    ///   - target: path and query.
    /// - Throws: ``Refusal``.
    package init(_ method: HTTPMethod, _ target: HTTPTarget) throws(Refusal) {
        let method = method == .head ? .get : method
        let path = target.segments ?? []
        switch path {
        case ["health"]: self = try Self.reading(method, .health)
        case ["ready"]: self = try Self.reading(method, .ready)
        case ["metrics"]: self = try Self.reading(method, .metrics)
        case ["ws"]: self = try Self.reading(method, .webSocket)
        case ["agents"]: self = try Self.reading(method, .agents(Self.listing(target)))
        default:
            guard path.first == "admin" else { throw .notFound }
            self = .admin(try AdminRequest(method, path: Array(path.dropFirst()), target))
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
        _ method: HTTPMethod,
        _ endpoint: @autoclosure () throws(Refusal) -> HTTPEndpoint
    ) throws(Refusal) -> HTTPEndpoint {
        guard method == .get else { throw .methodNotAllowed([.get, .head]) }
        return try endpoint()
    }

    /// Which agents a query asks for.
    static func listing(_ target: HTTPTarget) throws(Refusal) -> AgentListing {
        do throws(ProtocolError) {
            return try AgentListing(target)
        } catch {
            throw .invalid(error)
        }
    }
}

extension HTTPResponse {
    /// The answer to a request that asks for nothing that there is.
    package init(_ refusal: HTTPEndpoint.Refusal) {
        switch refusal {
        case .notFound: self = .nothingHere
        case .methodNotAllowed(let methods): self = .methodNotAllowed(allowing: methods)
        case .invalid(let error): self.init(error)
        }
    }
}
