// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// What `gateway.stats` answers.
///
/// {`agents`, `bytes_received`, `calls_open`, `connections`, `messages_forwarded`, `messages_lost`, `messages_received`
/// {type: count}, `refusals` {code: count}, `registrations`, `started_at`, `uptime_ms`, `watches`}; counts are those
/// since the start, and up to a second old.
package struct GatewayReport: Equatable, Sendable {
    /// The answer.
    package let json: JSONObject

    /// Reads the counts.
    package init(_ state: GatewayState, now: Moment) {
        let total = state.totalStatistics
        var received = JSONObject()
        for type in MessageType.allCases {
            let count = total.messageCount(MessageLabel(type))
            if count > 0 { received[JSONName(type.rawValue)] = Self.number(count) }
        }
        var refusals = JSONObject()
        for (code, count) in total.refusalCounts { refusals[JSONName(code.wireName)] = Self.number(count) }
        let uptime = (now.uptime - state.startedAt.uptime).components
        json = [
            "agents": Self.number(state.registry.withLock { $0.count }),
            "bytes_received": Self.number(total.receivedByteCount),
            "calls_open": Self.number(total.openRequestCount),
            "connections": Self.number(state.census.withLock { $0.count }),
            "messages_forwarded": Self.number(total.forwardedCount),
            "messages_lost": Self.number(total.dropCount(.slowConsumer) + total.dropCount(.targetGone)),
            "messages_received": .object(received),
            "refusals": .object(refusals),
            "registrations": Self.number(total.registrationCount(.accepted) + total.registrationCount(.takeover)),
            "started_at": .string(state.startedAt.wall.description),
            "uptime_ms": Self.number(Int(uptime.seconds) * 1_000 + Int(uptime.attoseconds / 1_000_000_000_000_000)),
            "watches": Self.number(total.watchCount),
        ]
    }

    private static func number(_ count: Int) -> JSONValue {
        .number(JSONNumber(exactly: count) ?? 0)
    }
}
