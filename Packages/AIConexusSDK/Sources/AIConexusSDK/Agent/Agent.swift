// SPDX-License-Identifier: MIT

public import AIConexusProtocol
public import AIConexusTransport

/// An agent: an identity that offers capabilities to others, and finds and calls theirs.
///
/// **Make** one, declare what it can do with ``serve(_:_:options:_:)``, and ``run()`` it; or let
/// ``withAgent(_:configuration:key:on:_:)`` run it for as long as a closure lasts. **It lives** on an event loop, which
/// any number of agents may share; handlers run outside of it, each call in a task of its own. **When it ends**,
/// because ``stop()`` was called or the task of ``run()`` was cancelled, it takes no more calls, lets handlers finish
/// for ``AgentConfiguration/drainTimeout``, cancels the rest, and gives its session back.
///
/// ```swift
/// let agent = Agent(name: "shouter")
/// try agent.serve("text.upper", "Turns text into upper case.") { (input: Text, _) in
///     Text(text: input.text.uppercased())
/// }
/// try await agent.run()
/// ```
public actor Agent {
    /// What people see of it.
    public nonisolated let card: AgentCard
    /// Its identity.
    public nonisolated let key: SigningKey
    /// How it works.
    public nonisolated let configuration: AgentConfiguration
    /// The loop that it lives on.
    public nonisolated let loop: EventLoop

    nonisolated let registry = CapabilityRegistry()
    nonisolated let fileNumbers = Locked(0)
    nonisolated let intents = Locked<IntentHandler?>(nil)
    nonisolated let errors = Locked<(@Sendable (any Error) -> Void)?>(nil)
    let core: AgentCore

    /// The loop, as executor.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    /// Its DID.
    public nonisolated var did: DID { key.did }

    /// Creates an agent, which does nothing yet.
    ///
    /// - Parameters:
    ///   - card: what people see of it.
    ///   - configuration: how it works.
    ///   - key: its identity; a fresh one lasts as long as the agent.
    ///   - loop: the loop to live on.
    public init(
        _ card: AgentCard,
        configuration: AgentConfiguration = AgentConfiguration(),
        key: SigningKey = SigningKey(),
        on loop: EventLoop = .agents
    ) {
        self.card = card
        self.configuration = configuration
        self.key = key
        self.loop = loop
        core = AgentCore(card, configuration, key, registry, on: loop)
        core.errors = { [errors] error in errors.withLock { $0 }?(error) }
        core.intentHandler = { [intents] in intents.withLock { $0 } }
    }

    /// Creates an agent from the few things that most agents say.
    ///
    /// - Parameters:
    ///   - name: a short name.
    ///   - description: what it is for.
    ///   - gateway: where its gateway is; unless told, where `AICONEXUS_GATEWAY` says, or on this machine.
    ///   - key: its identity; a fresh one lasts as long as the agent.
    ///   - loop: the loop to live on.
    public init(
        name: String,
        description: String? = nil,
        gateway: GatewayURL = .standard,
        key: SigningKey = SigningKey(),
        on loop: EventLoop = .agents
    ) {
        self.init(
            AgentCard(name: name, description: description),
            configuration: AgentConfiguration(gateway: GatewayConfiguration(gateway)),
            key: key,
            on: loop
        )
    }

    isolated deinit {
        core.end()
    }

    /// Where the agent stands with its gateway.
    public var state: GatewayState { core.connection.state }

    /// The present state and every later one, for any number of readers; a reader that falls behind by 64 misses the
    /// oldest.
    public var states: AsyncStream<GatewayState> { core.states.stream(beginningWith: state) }

    /// How many handlers are running.
    public var runningCallCount: Int { core.incoming.runningCount }

    /// Has a handler called with what went wrong and nobody waits for.
    ///
    /// That is refused messages, failed attempts to connect, and what handlers threw. It may be called from any thread.
    public nonisolated func onError(_ handler: (@Sendable (any Error) -> Void)?) {
        errors.withLock { $0 = handler }
    }
}

// MARK: - Running

extension Agent {
    /// Connects, serves, and comes back after losses, until the agent is stopped.
    ///
    /// When the task is cancelled the agent stops in order, and `CancellationError` is thrown after that.
    ///
    /// - Throws: ``GatewayError`` when the gateway cannot be reached or does not want the agent (any more), as far as
    ///   a retry cannot help or none is left; `CancellationError`.
    public func run() async throws {
        core.start()
        for await state in states {
            switch state {
            case .error(let error):
                core.end()
                throw error
            case .disconnected: return
            case .connecting, .connected, .disconnecting: continue
            }
        }
        await stop()
        throw CancellationError()
    }

    /// Connects and registers, and returns then; ``stop()`` is the end of it.
    ///
    /// - Returns: the session.
    /// - Throws: as ``run()``.
    @discardableResult
    public func start() async throws -> GatewaySession {
        core.start()
        for await state in states {
            switch state {
            case .connected(let session): return session
            case .error(let error): throw error
            case .disconnected: throw GatewayError(.disconnected, "the agent was stopped")
            case .connecting, .disconnecting: continue
            }
        }
        core.end()
        throw CancellationError()
    }

    /// Takes no more calls, waits for handlers, cancels what is left after ``AgentConfiguration/drainTimeout``, gives
    /// the session back, and returns when all that is done.
    public func stop() async {
        if !state.isFinal { await core.drain(configuration.drainTimeout) }
        core.end()
        await core.connection.untilEnded()
    }
}

/// Runs an agent while `body` lasts.
///
/// - Parameters:
///   - card: what people see of it.
///   - configuration: how it works.
///   - key: its identity.
///   - loop: the loop to live on.
///   - body: is called when the agent is connected.
/// - Returns: what `body` returns.
/// - Throws: ``GatewayError`` when it cannot be connected, and what `body` throws.
public func withAgent<Result>(
    _ card: AgentCard,
    configuration: AgentConfiguration = AgentConfiguration(),
    key: SigningKey = SigningKey(),
    on loop: EventLoop = .agents,
    _ body: (Agent) async throws -> Result
) async throws -> Result {
    try await Agent(card, configuration: configuration, key: key, on: loop).whileRunning(body)
}

/// Runs an agent while `body` lasts.
///
/// - Parameters:
///   - name: a short name.
///   - gateway: where its gateway is; unless told, where `AICONEXUS_GATEWAY` says, or on this machine.
///   - key: its identity.
///   - body: is called when the agent is connected.
/// - Returns: what `body` returns.
/// - Throws: ``GatewayError`` when it cannot be connected, and what `body` throws.
public func withAgent<Result>(
    name: String,
    gateway: GatewayURL = .standard,
    key: SigningKey = SigningKey(),
    _ body: (Agent) async throws -> Result
) async throws -> Result {
    try await Agent(name: name, gateway: gateway, key: key).whileRunning(body)
}

extension Agent {
    /// Starts the agent, calls `body`, and stops the agent whatever happens.
    ///
    /// - Throws: ``GatewayError`` when it cannot be connected, and what `body` throws.
    public nonisolated func whileRunning<Result>(_ body: (Agent) async throws -> Result) async throws -> Result {
        do {
            try await start()
            let result = try await body(self)
            await stop()
            return result
        } catch {
            await stop()
            throw error
        }
    }
}
