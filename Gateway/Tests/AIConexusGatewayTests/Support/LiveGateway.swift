// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusProtocol
import AIConexusTransport
import Testing

/// A gateway on a free port of the loopback address, with a loop for the test's agents.
struct LiveGateway {
    let server: GatewayServer
    let loop: EventLoop

    /// Runs a gateway as long as `body`.
    static func with(
        loopCount: Int = 1,
        logger: Logger = .silent,
        _ change: (inout GatewaySettings) -> Void = { _ in },
        _ body: (LiveGateway) async throws -> Void
    ) async throws {
        var settings = GatewaySettings()
        settings.listen = [SocketAddress(.loopbackV4, port: 0)]
        settings.loopCount = loopCount
        change(&settings)
        try await GatewayServer.with(settings, key: Samples.gateway, logger: logger) { server in
            try await EventLoop.with { loop in try await body(LiveGateway(server: server, loop: loop)) }
        }
    }

    /// Where it listens.
    var address: SocketAddress { server.addresses[0] }

    /// A connected agent.
    func connect(_ key: SigningKey, headers: HTTPHeaders = [:]) async throws -> LiveAgent {
        let agent = LiveAgent(key, on: loop)
        try await agent.connect(to: address, headers: headers)
        return agent
    }

    /// A registered agent.
    func join(_ key: SigningKey, capabilities: [CapabilityDescriptor] = []) async throws -> LiveAgent {
        let agent = LiveAgent(key, on: loop)
        try await agent.join(address, capabilities: capabilities)
        return agent
    }

    /// What `/metrics` shows of the gateway's own: values by name, without `aiconexus_gateway_`, and labels.
    func metrics() async throws -> [String: Double] {
        let prefix = "aiconexus_gateway_"
        let lines = try await ask(.get, "/metrics").text.split(separator: "\n").filter { $0.hasPrefix(prefix) }
        let pairs = try lines.map { line in
            let parts = line.dropFirst(prefix.count).split(separator: " ")
            return (String(parts[0]), try #require(Double(parts[1])))
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    /// Asks over HTTP.
    func ask(_ method: HTTPMethod, _ path: String, headers: HTTPHeaders = [:]) async throws -> LiveResponse {
        var request = HTTPRequest(method, try #require(HTTPTarget(path)), headers: headers)
        request.headers[.host] = address.description
        return try await LiveRequester(on: loop).send(request, to: address)
    }
}

/// An answer over HTTP.
struct LiveResponse: Sendable {
    var status = HTTPStatus.internalServerError
    var headers: HTTPHeaders = [:]
    var body: [UInt8] = []

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The body, which must be a JSON object.
    func json() throws -> JSONObject { try #require(JSONValue(parsing: body.span).object) }
}

/// Sends one request; lives on a loop.
actor LiveRequester {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    init(on loop: EventLoop) {
        self.loop = loop
    }

    func send(
        _ request: HTTPRequest,
        to address: SocketAddress,
        tls: TLSContext? = nil
    ) async throws -> LiveResponse {
        let channel = try await Connector().connect(to: "\(address.address)", port: address.port, tls: tls, on: loop)
        let events = EventQueue<Result<HTTPResponseEvent, any Error>>()
        HTTPClientSession(channel, request) { events.append($0) }.start()
        var response = LiveResponse()
        while true {
            switch try await events.next().get() {
            case .head(let status, let headers): (response.status, response.headers) = (status, headers)
            case .body(let bytes): response.body += bytes
            case .end: return response
            }
        }
    }
}
