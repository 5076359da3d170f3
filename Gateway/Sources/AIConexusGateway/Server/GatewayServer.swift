// SPDX-License-Identifier: MIT

package import AIConexusProtocol
package import AIConexusTransport

/// A gateway that listens: loops with a shard each, and what operators do with them.
///
/// **Create** it by ``with(_:key:denyList:logger:_:)``; it runs as long as the call. When the body returns or is
/// cancelled, listeners and connections are cut; to end in good order, ``beginDraining()`` and await ``drained()`` before.
package final class GatewayServer: Sendable {
    /// Where it listens, with the ports that the system chose.
    package let addresses: [SocketAddress]
    let context: ServerContext
    let loops: [ServerLoop]
    private let ending: Locked<DrainState>

    /// The server's DID.
    package var did: DID { context.state.rules.gateway }

    /// How many loops it has.
    package var loopCount: Int { loops.count }

    private init(_ context: ServerContext, _ loops: [ServerLoop], _ addresses: [SocketAddress]) {
        self.context = context
        self.loops = loops
        self.addresses = addresses
        ending = Locked(DrainState(loopCount: loops.count))
    }

    /// Runs a gateway as long as `body`.
    ///
    /// - Parameters:
    ///   - settings: resolved settings.
    ///   - key: its identity.
    ///   - denyList: who is denied, across restarts; without one denials end with the process.
    ///   - logger: hears of events.
    ///   - signatures: who verifies signatures.
    ///   - body: what is done meanwhile.
    /// - Returns: what `body` returns.
    /// - Throws: ``StateError`` for a file of the settings, `TransportError` for an address, a certificate or a lack of
    ///   threads, and what `body` throws.
    package static func with<Result>(
        _ settings: GatewaySettings,
        key: SigningKey,
        denyList: DenyListStore? = nil,
        logger: Logger = .silent,
        signatures: any SignatureVerifier = SodiumVerifier(),
        _ body: (GatewayServer) async throws -> Result
    ) async throws -> Result {
        let loopCount = settings.loopCount ?? Self.coreCount
        let context = try ServerContext(
            settings,
            key: key,
            denyList: denyList,
            logger: logger,
            signatures: signatures,
            loopCount: loopCount
        )
        return try await EventLoopGroup.with(count: loopCount) { group in
            let loops = await start(group, context)
            var addresses: [SocketAddress] = []
            for address in settings.listen { addresses.append(try await listen(at: address, loops)) }
            let origins = settings.originPolicy(listeningAt: addresses)
            context.handshake.withLock { $0.origins = origins }
            let server = GatewayServer(context, loops, addresses)
            context.server.withLock { $0 = server }
            // They know each other.
            defer { context.server.withLock { $0 = nil } }
            return try await body(server)
        }
    }

    private static func start(_ group: EventLoopGroup, _ context: ServerContext) async -> [ServerLoop] {
        var loops: [ServerLoop] = []
        for (index, loop) in group.loops.enumerated() {
            loops.append(await loop.run { ServerLoop.start(loop, index: index, context) })
        }
        let mailboxes = loops.map(\.mailbox)
        for part in loops { await part.loop.run { part.connect(to: mailboxes) } }
        return loops
    }

    /// Listens on all loops.
    private static func listen(
        at address: SocketAddress,
        _ loops: [ServerLoop]
    ) async throws(TransportError) -> SocketAddress {
        let first = loops[0]
        // Listeners that share a port share it with those of another gateway, too. The first one does not, finds out
        // whether there is one, and then lets the others in.
        let bound = try await listen(at: address, first, sharesPort: false)
        try await first.loop.run { () throws(TransportError) in try first.shareLastPort() }
        for part in loops.dropFirst() { _ = try await listen(at: bound, part, sharesPort: true) }
        return bound
    }

    private static func listen(
        at address: SocketAddress,
        _ part: ServerLoop,
        sharesPort: Bool
    ) async throws(TransportError) -> SocketAddress {
        try await part.loop.run { () throws(TransportError) in try part.listen(at: address, sharesPort: sharesPort) }
    }

    // MARK: - Draining

    /// Takes nobody new, asks the agents to leave, and closes what is left after a while; asking twice is no mistake.
    ///
    /// - Parameter administrator: who asked for it, if somebody did.
    package func beginDraining(by administrator: String? = nil) {
        guard context.beginDraining() else { return }
        context.logger.log(.info, "draining", Logger.by(administrator))
        for part in loops {
            part.loop.execute { part.beginDraining { self.loopDrained() } }
        }
    }

    /// Closes all connections with 1001 and waits for nobody; ``drained()`` returns when they are gone, after the time for
    /// closing at the latest.
    package func stop() {
        beginDraining()
        context.logger.log(.info, "stopping")
        for part in loops { part.loop.execute { part.stop() } }
    }

    /// Waits until a drain is over: every agent has left.
    ///
    /// - Throws: `CancellationError`.
    package func drained() async throws {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if ending.withLock({ $0.wait(continuation) }) { continuation.resume() }
            }
        } onCancel: {
            ending.withLock { $0.cancel() }?.resume()
        }
        try Task.checkCancellation()
    }

    private func loopDrained() {
        ending.withLock { $0.loopDrained() }?.resume()
    }

    // MARK: - Reloading

    /// Reads certificates, tokens and servers again.
    ///
    /// - Parameter administrator: who asked for it, if somebody did.
    /// - Returns: the settings whose files were read.
    /// - Throws: ``StateError`` or `TransportError` with the file; nothing has changed then, but perhaps the certificates.
    @discardableResult
    package func reload(by administrator: String? = nil) throws -> [String] {
        let files = try SettingsFiles(context.settings)
        try context.tls?.reload()
        let access = HTTPAccess(context.settings, files)
        context.access.withLock { $0 = access }
        for part in loops { part.mailbox.post(.iceServers(files.iceServers)) }
        let names = files.names + (context.tls == nil ? [] : ["tls_certificate"])
        let settings = LogValue.text(names.joined(separator: " "))
        context.logger.log(.info, "reloaded", [("settings", settings)] + Logger.by(administrator))
        return names
    }
}

extension Logger {
    /// Who asked, by the name of the token; nothing when nobody did or the token has no name.
    static func by(_ administrator: String?) -> [LogEvent.Field] {
        guard let administrator, !administrator.isEmpty else { return [] }
        return [("by", .text(administrator))]
    }

    /// Tells nobody.
    package static let silent = Logger(level: .error, now: { .now }, sink: { _ in })
}
