// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// The settings that decide what the gateway does; where it listens and writes is the server's affair.
///
/// Source of the defaults: PROTOCOL_DESIGN, "Registration", "Routing" and "Signatures and checks".
package struct GatewayConfiguration: Sendable {
    /// The gateway's public names as `host:port`, lower case; empty accepts any `audience`.
    package var audiences: Set<String> = []
    /// Who may register.
    package var admission = AdmissionPolicy()
    /// Whether agents are served that register at once, without the challenge, and address themselves.
    package var servesUnchallengedAgents = false
    /// Whether calls and negotiation between agents are relayed; signalling always is.
    package var relays = true
    /// Which STUN and TURN servers agents are given.
    package var iceServers = ICEServerSource()

    /// The time to register in.
    package var registrationTimeout = Duration.seconds(5)
    /// How often agents send `PING`.
    package var heartbeatInterval = Duration.seconds(30)
    /// After so many intervals of silence an agent gets no routed calls.
    package var toleratedSilentHeartbeatCount = 3
    /// After this silence a session is over.
    package var sessionExpiry = Duration.seconds(300)
    /// How often expired sessions are looked for.
    package var sweepInterval = Duration.seconds(60)
    /// How long answers flow while the gateway drains.
    package var drainDuration = Duration.seconds(10)
    /// How far a message's `timestamp` may be from the gateway's clock.
    package var maximumClockSkew = Duration.seconds(120)

    /// What a message may ask of its reader, its size above all.
    package var messageLimits = JSONLimits.standard
    /// Bytes of one `REGISTER`.
    package var maximumRegistrationByteCount = 262_144
    /// Capabilities of one agent, at most 1 000.
    package var maximumCapabilityCount = CapabilityDescriptor.maximumCountPerAgent
    /// What one agent may send.
    package var trafficRates = TrafficMeter.Rates(
        messages: TokenBucket.Rate(tokensPerSecond: 200, capacity: 400),
        bytes: TokenBucket.Rate(tokensPerSecond: 4 << 20, capacity: 8 << 20)
    )
    /// Over so many refusals for faults of its own a connection is closed with 4503, over so many for its rate with
    /// 4004.
    package var refusalLimit = RecentCount.Limit(count: 100, interval: .seconds(10))
    /// Calls of one agent that are relayed and not answered.
    package var maximumOpenRequestCount = 1_024
    /// Watches of one agent.
    package var maximumWatchCount = 4
    /// Bytes that may wait for one agent before senders are refused.
    package var maximumWaitingByteCount = 1 << 20
    /// When a sender is asked to try again to whom too much is waiting for the target.
    package var waitingRetryInterval = Duration.seconds(1)
    /// Bytes for remembering seen messages, in all; at least 16 MiB.
    package var replayMemoryByteCount = 256 << 20
    /// Bytes for what agents registered, in all.
    package var registryByteCount = 1 << 30
    /// Connections.
    package var connectionLimits = ConnectionCensus.Limits(total: 100_000, perAddress: 1_024, unauthenticated: 4_096)

    package init() {}

    /// After this silence an agent gets no routed calls.
    package var toleratedSilence: Duration { heartbeatInterval * toleratedSilentHeartbeatCount }

    /// How many messages of one sender are remembered at a time: what it may send while each is fresh, either way.
    package var replayEntriesPerSender: Int {
        trafficRates.messages.tokensPerSecond * Int(maximumClockSkew.components.seconds) * 2
            + trafficRates.messages.capacity
    }
}
