// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

extension ServerLoop {
    /// Writes what operators are to hear into the log.
    func log(_ report: ShardReport) {
        switch report {
        case .joined(let id, let agent, let isTakeover):
            context.logger.log(
                .info,
                "agent_registered",
                [("agent", .did(agent)), ("takeover", .truth(isTakeover))] + place(of: id)
            )
        case .refused(let id, let error):
            context.logger.log(
                .info,
                "registration_refused",
                [("code", .text(error.code.wireName)), ("problem", .text(error.message))] + place(of: id)
            )
        case .left(let id, let agent, let code):
            context.logger.log(
                .info,
                "agent_left",
                [("agent", .did(agent)), ("code", code.logValue), ("connection", .text(id.description))]
            )
        }
    }

    /// From where a connection comes, and which token it has shown.
    private func place(of id: ConnectionID) -> [LogEvent.Field] {
        let origin = context.origins.withLock { $0[id] }
        var fields: [LogEvent.Field] = [("connection", .text(id.description))]
        if let origin { fields.append(("address", .text(origin.address.description))) }
        if let token = origin?.tokenName, !token.isEmpty { fields.append(("token", .text(token))) }
        return fields
    }
}

extension CloseCode? {
    /// The code; `none` for a connection that ended without one.
    var logValue: LogValue { map { .integer(Int($0.value)) } ?? .text("none") }
}
