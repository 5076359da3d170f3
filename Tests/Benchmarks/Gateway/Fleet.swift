// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

/// What agents do once they are registered; belongs to their fleet's loop.
protocol Traffic: AnyObject {
    /// A message came for an agent.
    func received(_ text: Span<UInt8>, by agent: LoadAgent)

    /// A connection ended, or could not be made.
    func failed(_ error: any Error)
}

/// Agents of one gateway, all on one loop.
final class Fleet: @unchecked Sendable {
    // Guard of `@unchecked Sendable`: the constants are Sendable, everything else is touched by the loop's thread only.

    static let host = "127.0.0.1"
    /// Connections that are being made at the same time.
    private static let maximumJoiningCount = 64

    let gateway: GatewayProcess
    let loop: EventLoop
    let tls: TLSContext?
    let audience: String
    let target: HTTPTarget
    /// What each agent offers: one capability, as the smallest useful agent does.
    let capability: CapabilityDescriptor
    let connector = Connector(configuration: .init(timeout: .seconds(60), attemptTimeout: .seconds(60)))
    private(set) var agents: [LoadAgent] = []
    /// Hears of messages and of ends.
    var traffic: (any Traffic)?
    private var joinedCount = 0
    private var wantedCount = 0
    private var joining: CheckedContinuation<Void, any Error>?

    /// Creates a fleet without agents.
    ///
    /// - Parameters:
    ///   - gateway: where they will register.
    ///   - loop: on which they will live.
    ///   - certificate: the gateway's, when it speaks TLS.
    /// - Throws: `TransportError` for the certificate.
    init(at gateway: GatewayProcess, on loop: EventLoop, certificate: CertificateFile? = nil) throws {
        self.gateway = gateway
        self.loop = loop
        guard let target = HTTPTarget("/ws"), let id = CapabilityID("translate") else {
            preconditionFailure("a path and a name that are none")
        }
        self.target = target
        capability = CapabilityDescriptor(id: id, description: "Translates short texts")
        audience = "\(Self.host):\(gateway.port)"
        tls = try certificate.map { file in
            var configuration = TLSConfiguration.client()
            configuration.trustsSystemRoots = false
            configuration.rootFiles = [file.path]
            configuration.handshakeTimeout = .seconds(60)
            return try TLSContext(configuration)
        }
    }

    /// Has agents register until there are `count`.
    ///
    /// - Throws: when one of them cannot.
    func grow(to count: Int) async throws {
        try await withCheckedThrowingContinuation { continuation in
            loop.execute {
                self.wantedCount = count
                self.joining = continuation
                for _ in 0..<Self.maximumJoiningCount { self.joinNext() }
            }
        }
    }

    /// Cuts all connections: the end of the fleet.
    func leave() async {
        await loop.run {
            for agent in self.agents { agent.leave() }
            self.agents = []
        }
    }

    private func joinNext() {
        guard agents.count < wantedCount else { return }
        let agent = LoadAgent(agents.count, of: self)
        agents.append(agent)
        agent.join()
    }

    /// An agent has registered.
    func joined() {
        joinedCount += 1
        if joinedCount == wantedCount {
            joining?.resume()
            joining = nil
        } else {
            joinNext()
        }
    }

    /// Something went wrong with an agent, which makes what is being measured worthless.
    func failed(_ error: any Error) {
        traffic?.failed(error)
        joining?.resume(throwing: error)
        joining = nil
    }
}
