// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport
private import Dispatch

extension ServerLoop {
    /// Does what an administrator asks for.
    ///
    /// - Parameters:
    ///   - order: what is asked.
    ///   - exchange: gets the answer.
    ///   - administrator: the name of the token, for the log.
    func administer(_ order: AdminRequest, _ exchange: HTTPExchange, by administrator: String?) {
        let server = context.server.withLock { $0 }
        switch order {
        case .status: respond(.status(context.report(server, now: now)), to: exchange, for: .admin)
        case .list(let listing): respond(context.sessions(listing), to: exchange, for: .admin)
        case .show(let did): respond(context.session(of: did), to: exchange, for: .admin)
        case .listDenied(let listing): respond(.denied(context.denied, listing), to: exchange, for: .admin)
        case .disconnect(let did):
            let closure = SessionAction.Closure(.draining, "an administrator ended the session")
            let wasConnected = disconnect(did, closure)
            if wasConnected { log("disconnected", did, by: administrator) }
            respond(.disconnected(did, wasConnected: wasConnected), to: exchange, for: .admin)
        case .deny(let did): change(did, exchange, isDenied: true, by: administrator)
        case .allow(let did): change(did, exchange, isDenied: false, by: administrator)
        case .drain:
            server?.beginDraining(by: administrator)
            respond(.draining, to: exchange, for: .admin)
        case .reload:
            let logger = context.logger
            answerLater(exchange) {
                do {
                    return .reloaded(try server?.reload(by: administrator) ?? [])
                } catch {
                    logger.log(.error, "reload_failed", [("problem", .text("\(error)"))] + Logger.by(administrator))
                    return .notReloaded("\(error)")
                }
            }
        }
    }

    /// Ends an agent's session, on whatever loop it is.
    ///
    /// - Returns: whether there was one.
    private func disconnect(_ did: DID, _ closure: SessionAction.Closure) -> Bool {
        guard let route = context.state.registry.withLock({ $0.route(to: did.publicKey) }) else { return false }
        let message = ShardMessage.disconnect(route.connection, closure)
        if Int(route.connection.loop) == index {
            shard.received(message, now: now)
            perform()
        } else {
            outboxes[Int(route.connection.loop)].append(.message(message))
        }
        return true
    }

    private func log(_ name: StaticString, _ agent: DID, by administrator: String?) {
        context.logger.log(.info, name, [("agent", .did(agent))] + Logger.by(administrator))
    }

    private func change(_ did: DID, _ exchange: HTTPExchange, isDenied: Bool, by administrator: String?) {
        let (context, time) = (context, now.wall)
        answerLater(exchange) {
            do throws(StateError) {
                let hasChanged = try context.setDenied(did, isDenied, since: time)
                if hasChanged {
                    let fields = [("agent", .did(did))] + Logger.by(administrator)
                    context.logger.log(.info, isDenied ? "denied" : "allowed", fields)
                }
                return .denial(of: did, isDenied: isDenied, hasChanged: hasChanged)
            } catch {
                return .notKept(error)
            }
        } then: { loop in
            guard isDenied else { return }
            _ = loop.disconnect(did, .init(.denied, "an administrator denied this agent"))
        }
    }

    /// An exchange on its way through another thread, which does not touch it.
    private struct Held: @unchecked Sendable {
        let exchange: HTTPExchange
    }

    /// Answers with what `work` returns, which may wait for files and therefore is done on another thread.
    private func answerLater(
        _ exchange: HTTPExchange,
        _ work: @escaping @Sendable () -> HTTPResponse,
        then end: @escaping @Sendable (ServerLoop) -> Void = { _ in }
    ) {
        let held = Held(exchange: exchange)
        DispatchQueue.global().async {
            let response = work()
            self.loop.execute {
                self.respond(response, to: held.exchange, for: .admin)
                end(self)
            }
        }
    }
}

extension ServerContext {
    /// Who is denied, with the time where that is kept.
    var denied: DenyList { denyList?.list ?? temporaryDenials.withLock { $0 } }

    /// Denies an agent, or lets it in again; waits for the disk.
    ///
    /// - Returns: whether that is a change.
    func setDenied(_ did: DID, _ isDenied: Bool, since time: Timestamp) throws(StateError) -> Bool {
        let hasChanged: Bool
        if let denyList {
            hasChanged = try isDenied ? denyList.deny(did, since: time) : denyList.allow(did)
        } else {
            hasChanged = temporaryDenials.withLock { isDenied ? $0.insert(did, since: time) : $0.remove(did) }
        }
        let denied = denied.keys
        state.admission.withLock { $0.denied = denied }
        return hasChanged
    }
}
