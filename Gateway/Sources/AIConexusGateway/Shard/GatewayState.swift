// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// What all loops of a gateway share.
///
/// Everything is immutable or behind a lock of its own, and no two locks are held at once.
package final class GatewayState: Sendable {
    /// The identity that signs.
    package let key: SigningKey
    /// What is the same for all sessions.
    package let rules: SessionRules
    /// When the process began.
    package let startedAt: Moment
    /// How many loops there are.
    package let loopCount: Int
    /// Who is there.
    package let registry: Locked<AgentRegistry>
    /// Who may register; replaced by the operator.
    package let admission: Locked<AdmissionPolicy>
    /// How many connections there are.
    package let census: Locked<ConnectionCensus>
    /// Which messages were seen.
    package let replay: ReplayStripes
    /// What each loop published last.
    package let statistics: Locked<[ShardStatistics]>

    /// Creates the state of a gateway without agents.
    ///
    /// - Parameters:
    ///   - key: its identity.
    ///   - configuration: its settings.
    ///   - loopCount: how many loops there will be, 1…65 535.
    ///   - hashKey: 16 random bytes, kept secret.
    ///   - now: the time.
    package init(
        key: SigningKey,
        configuration: GatewayConfiguration,
        loopCount: Int,
        hashKey: (UInt64, UInt64),
        now: Moment
    ) {
        self.key = key
        self.loopCount = loopCount
        startedAt = now
        rules = SessionRules(gateway: key.did, configuration: configuration)
        var registryLimits = AgentRegistry.Limits()
        registryLimits.byteCount = configuration.registryByteCount
        registryLimits.occupancyInterval = configuration.heartbeatInterval
        registry = Locked(AgentRegistry(limits: registryLimits))
        admission = Locked(configuration.admission)
        census = Locked(ConnectionCensus(limits: configuration.connectionLimits))
        replay = ReplayStripes(
            limits: ReplayWindow.Limits(
                windowSeconds: configuration.maximumClockSkew.components.seconds,
                entriesPerSender: configuration.replayEntriesPerSender,
                byteCount: configuration.replayMemoryByteCount
            ),
            stripeCount: Self.stripeCount,
            hashKey: hashKey
        )
        statistics = Locked(Array(repeating: ShardStatistics(), count: loopCount))
    }

    /// All loops together, each as of its last publication.
    package var totalStatistics: ShardStatistics {
        statistics.withLock { $0.reduce(into: ShardStatistics()) { $0.add($1) } }
    }

    /// Enough that loops seldom meet, few enough that a part's share of the memory holds one busy sender.
    private static let stripeCount = 16
}
