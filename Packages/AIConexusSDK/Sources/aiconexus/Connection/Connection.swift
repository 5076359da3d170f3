// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol
internal import AIConexusSDK
internal import AIConexusTransport

/// How a command reaches its gateway, and as whom.
struct Connection: Sendable {
    /// The variable with the enrolment token, for programs that are not told otherwise.
    static let tokenVariable = "AICONEXUS_TOKEN"

    /// How the gateway is reached.
    var configuration: GatewayConfiguration
    /// The identity.
    let key: SigningKey
    let console: Console

    /// Reads the options of `CommandOption.connection`; the gateway is reached once, or not at all.
    ///
    /// - Throws: `UsageError`; `CommandError` for a file that cannot be used.
    init(_ arguments: ParsedArguments, _ console: Console) throws {
        let url = try Self.url(arguments)
        let pin = try arguments.value(ifGiven: .gatewayDID, expected: "a DID like did:key:z6Mk…") { try? DID($0) }
        configuration = GatewayConfiguration(
            url,
            gateway: try pin ?? Self.knownGateway(at: url),
            token: try Self.token(arguments)
        )
        configuration.reconnect = .once
        configuration.proxies = try Self.proxies(for: url, arguments.command)
        if let path = arguments.value(ifGiven: .authorityFile) {
            var tls = TLSConfiguration.client()
            tls.rootFiles = [path]
            do throws(TransportError) {
                configuration.tls = try TLSContext(tls)
            } catch {
                throw CommandError(.failed, error.message, cause: error)
            }
        }
        key = try arguments.value(ifGiven: .key).map(KeyFile.readForCommand) ?? SigningKey()
        self.console = console
    }

    private static func url(_ arguments: ParsedArguments) throws -> GatewayURL {
        let (text, origin): (String, String)
        if let given = arguments.value(ifGiven: .gateway) {
            (text, origin) = (given, "--gateway URL")
        } else if let variable = Environment.variable(GatewayURL.environmentVariable) {
            (text, origin) = (variable, GatewayURL.environmentVariable)
        } else {
            return .local
        }
        do throws(GatewayError) {
            return try GatewayURL(text)
        } catch {
            throw UsageError(command: arguments.command, "\(origin): \(error.message)")
        }
    }

    /// The proxies of the environment; what is on this machine needs none.
    private static func proxies(for url: GatewayURL, _ command: String) throws(UsageError) -> ProxySettings {
        guard !url.isLoopback else { return ProxySettings() }
        let names = ["https_proxy", "HTTPS_PROXY", "http_proxy", "no_proxy", "NO_PROXY"]
        do throws(TransportError) {
            return try ProxySettings(environment: Environment.variables(names))
        } catch {
            throw UsageError(command: command, error.message)
        }
    }

    private static func token(_ arguments: ParsedArguments) throws -> String? {
        if let path = arguments.value(ifGiven: .tokenFile) {
            guard !arguments.contains(.token) else {
                throw UsageError(command: arguments.command, "--token TEXT and --token-file FILE exclude each other")
            }
            return try TokenFile.read(path)
        }
        guard let text = arguments.value(ifGiven: .token) ?? Environment.variable(tokenVariable) else { return nil }
        guard let token = TokenFile.token(in: text) else {
            throw UsageError(command: arguments.command, "the enrolment token is no line of visible characters")
        }
        return token
    }
}

extension Connection {
    /// Runs an agent that offers nothing while `body` lasts.
    ///
    /// - Parameters:
    ///   - name: what others see.
    ///   - paths: which ways its calls and those of others may take.
    ///   - body: what uses it; it is connected.
    /// - Returns: what `body` returns.
    /// - Throws: `GatewayError` when there is no session to be had, and what `body` throws.
    func withAgent<Result: Sendable>(
        _ name: String,
        paths: PathPolicy = .automatic,
        _ body: (Agent) async throws -> Result
    ) async throws -> Result {
        var agentConfiguration = AgentConfiguration(gateway: configuration)
        agentConfiguration.paths = paths
        let agent = Agent(
            AgentCard(name: name, version: AIConexus.version),
            configuration: agentConfiguration,
            key: key
        )
        console.status.show("connecting to \(configuration.url) …")
        do {
            let session = try await agent.start()
            console.status.clear()
            try remember(session)
            let result = try await body(agent)
            await agent.stopInOrder()
            return result
        } catch {
            await agent.stopInOrder()
            throw error
        }
    }
}

extension ParsedArguments {
    /// The agent that an argument names.
    ///
    /// - Throws: `UsageError` for anything but a DID.
    func did(_ argument: CommandArgument) throws(UsageError) -> DID? {
        guard let text = values(of: argument).first else { return nil }
        guard let did = try? DID(text) else {
            throw UsageError(command: command, "'\(text)' is no DID; one looks like did:key:z6Mk…")
        }
        return did
    }
}

extension Agent {
    /// The gateway that this agent is registered at.
    ///
    /// - Throws: `CallError` `notConnected`.
    func gatewayDID() throws(CallError) -> DID {
        guard let session = state.session else {
            throw CallError(.notConnected, "the session with the gateway was lost")
        }
        return session.gateway
    }

    /// Stops, and waits until the gateway has been told, also in a task that is cancelled.
    nonisolated func stopInOrder() async {
        // A task of its own, which a cancellation does not reach; it is awaited here.
        await Task { await stop() }.value
    }
}
