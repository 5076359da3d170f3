// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTransport

@testable import AIConexusSDK

/// A gateway that says what a test has it say, on a port of this machine; agents of the test live on its loop.
actor ScriptedGateway {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    let key = SigningKey()
    var limits = Registration.Limits(maximumMessageByteCount: 1 << 20, messagesPerSecond: 100_000)
    var heartbeatInterval = Duration.seconds(30)
    private var listener: LineListener?

    private init(on loop: EventLoop) {
        self.loop = loop
    }

    /// Runs a test with a gateway.
    static func with(_ body: (isolated ScriptedGateway) async throws -> Void) async throws {
        try await EventLoop.with { loop in
            let gateway = ScriptedGateway(on: loop)
            try await gateway.listen()
            try await body(gateway)
        }
    }

    private func listen() throws {
        listener = try LineListener(key, on: loop)
    }

    // MARK: - For tests

    /// How a client reaches this gateway, and comes back at once.
    var configuration: GatewayConfiguration {
        get throws {
            guard let port = listener?.port else { preconditionFailure("a gateway that does not listen") }
            var configuration = GatewayConfiguration(try GatewayURL("ws://127.0.0.1:\(port)/ws"))
            configuration.reconnect = ReconnectPolicy(firstDelay: .milliseconds(1), maximumDelay: .milliseconds(1))
            return configuration
        }
    }

    /// A client on this loop.
    func client(
        _ key: SigningKey = Cast.agent,
        _ change: (inout GatewayConfiguration) -> Void = { _ in }
    ) throws
        -> GatewayClient
    {
        var configuration = try configuration
        change(&configuration)
        return GatewayClient(configuration, key: key, on: loop)
    }

    /// An agent on this loop.
    func agent(_ key: SigningKey = Cast.agent, _ change: (inout AgentConfiguration) -> Void = { _ in }) throws -> Agent
    {
        var configuration = AgentConfiguration(gateway: try configuration)
        configuration.paths = .relayOnly
        change(&configuration)
        return Agent(AgentCard(name: "agent"), configuration: configuration, key: key, on: loop)
    }

    /// The next connection; waits for it.
    func connection() async -> Line {
        guard let listener else { preconditionFailure("a gateway that does not listen") }
        return await listener.next()
    }

    /// Greets a connection, perhaps with a clock that is ahead.
    @discardableResult
    func greet(_ line: Line, ahead lead: Duration = .zero) throws -> MessageID {
        let time = Timestamp.now().advanced(by: lead)
        return try line.send(.ping(Heartbeat(nonce: Cast.nonce(9).description)), to: key.did, at: time)
    }

    /// Accepts a registration.
    func accept(_ register: Register, of agent: DID, on line: Line) throws {
        let registration = Registration(
            publicKey: key.publicKey,
            nonce: register.clientNonce ?? Cast.nonce(0),
            session: "s",
            epoch: 1,
            heartbeatInterval: heartbeatInterval,
            limits: limits
        )
        try line.send(.registration(registration), to: agent)
    }

    /// The next connection, registered.
    @discardableResult
    func admit() async throws -> Line {
        let line = await connection()
        try greet(line)
        guard let envelope = await line.next(), case .register(let register) = envelope.payload else {
            preconditionFailure("an agent registers first")
        }
        try accept(register, of: envelope.from, on: line)
        return line
    }
}
