// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

/// A connection that speaks HTTP: it answers requests, until one of them changes it to WebSocket.
///
/// Belongs to its loop; the HTTP session keeps it.
final class AcceptedConnection {
    let loop: ServerLoop
    /// The connection's other end.
    private let peer: IPAddress
    /// Its place in the census; `nil` after the change.
    private var ticket: ConnectionTicket?
    /// The client of the last request.
    private(set) var client: IPAddress

    init(on loop: ServerLoop, peer: IPAddress, _ ticket: ConnectionTicket) {
        self.loop = loop
        self.peer = peer
        self.ticket = ticket
        client = peer
        loop.httpConnectionCount += 1
    }

    deinit {
        loop.httpConnectionCount -= 1
    }

    private var context: ServerContext { loop.context }

    /// Answers a request.
    func answer(_ request: HTTPRequest, _ exchange: HTTPExchange) {
        let endpoint: HTTPEndpoint
        do throws(HTTPEndpoint.Refusal) {
            endpoint = try HTTPEndpoint(request.method, request.target)
        } catch {
            return loop.respond(HTTPResponse(error), to: exchange, for: .other)
        }
        do throws(Refusal) {
            try identify(request)
            try checkOrigin(request)
            try perform(endpoint, request, exchange, token: admit(endpoint, request))
        } catch {
            if endpoint == .webSocket { loop.cells.add(to: .connectionsRefused(error.reason)) }
            loop.respond(error.response, to: exchange, for: endpoint.label)
        }
    }

    // MARK: - Who asks

    /// Why a request is not served.
    private struct Refusal: Error {
        let response: HTTPResponse
        let reason: ConnectionRefusalLabel
    }

    /// Each request of a trusted proxy tells for whom it is; a proxy may use one connection for many clients.
    private func identify(_ request: HTTPRequest) throws(Refusal) {
        guard context.forwarding.isTrusted(peer) else { return }
        client = context.forwarding.client(peer: peer, fields: request.headers.values("X-Forwarded-For"))
        do throws(ConnectionCensus.Refusal) {
            try ticket?.move(to: client)
        } catch {
            throw Refusal(response: .full, reason: error.label)
        }
    }

    private func checkOrigin(_ request: HTTPRequest) throws(Refusal) {
        guard !context.handshake.withLock({ $0 }).origins.permits(request) else { return }
        let error = ProtocolError(.permissionDenied, "pages of this origin may not connect")
        throw Refusal(response: HTTPResponse(error), reason: .origin)
    }

    private func admit(_ endpoint: HTTPEndpoint, _ request: HTTPRequest) throws(Refusal) -> TokenList.Entry? {
        let access = context.access.withLock { $0 }
        switch access.decide(endpoint, authorization: request.headers[.authorization]) {
        case .admitted(let entry): return entry
        case .refused(let response): throw Refusal(response: response, reason: .token)
        }
    }

    // MARK: - What is asked

    private func perform(
        _ endpoint: HTTPEndpoint,
        _ request: HTTPRequest,
        _ exchange: HTTPExchange,
        token: TokenList.Entry?
    ) throws(Refusal) {
        switch endpoint {
        case .webSocket: try upgrade(request, exchange, token: token)
        case .admin(let order): loop.administer(order, exchange, by: token?.name)
        default: loop.respond(loop.response(to: endpoint), to: exchange, for: endpoint.label)
        }
    }

    private func upgrade(
        _ request: HTTPRequest,
        _ exchange: HTTPExchange,
        token: TokenList.Entry?
    ) throws(Refusal) {
        guard !context.isDraining else {
            throw Refusal(response: .ready(isDraining: true), reason: .draining)
        }
        let agreement: WebSocketUpgrade
        do throws(WebSocketHandshakeError) {
            agreement = try context.handshake.withLock { $0 }.answer(request)
        } catch {
            throw Refusal(response: error.response, reason: .handshake)
        }
        guard let ticket else { preconditionFailure("a connection was not counted") }
        let connection = AgentConnection(on: loop, ticket, from: client, tokenName: token?.name)
        let session = exchange.upgrade(
            agreement,
            configuration: context.webSocket,
            pool: loop.compressionPool,
            delegate: connection
        )
        self.ticket = nil
        guard let session else { return }
        loop.cells.add(to: .httpRequests(.webSocket, .success))
        loop.open(connection, session, hasToken: token != nil)
    }
}

extension HTTPResponse {
    /// 503: as many connections are open as may be.
    static let full = HTTPResponse(
        ProtocolError(.resourceExhausted, "there are too many connections"),
        retryAfter: .seconds(10)
    )
}

extension ConnectionCensus.Refusal {
    /// For metrics.
    var label: ConnectionRefusalLabel {
        switch self {
        case .total: .total
        case .perAddress: .perAddress
        case .unauthenticated: .unauthenticated
        }
    }
}
