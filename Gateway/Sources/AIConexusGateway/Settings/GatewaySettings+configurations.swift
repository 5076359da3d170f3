// SPDX-License-Identifier: MIT

package import AIConexusProtocol
package import AIConexusTransport

extension GatewayConfiguration {
    /// What the gateway does with these settings.
    ///
    /// - Parameters:
    ///   - settings: resolved settings.
    ///   - files: what the files hold that they name.
    ///   - denied: who is denied at the start.
    package init(_ settings: GatewaySettings, files: SettingsFiles, denied: Set<PublicKey>) {
        self.init()
        audiences = Set(settings.publicURLs.map(\.audience))
        admission = AdmissionPolicy(requirement: settings.requirement, denied: denied)
        servesUnchallengedAgents = settings.servesUnchallengedAgents
        relays = settings.relays
        iceServers = files.iceServers
        registrationTimeout = settings.registrationTimeout
        heartbeatInterval = settings.heartbeatInterval
        toleratedSilentHeartbeatCount = settings.toleratedSilentHeartbeatCount
        sessionExpiry = settings.sessionExpiry
        sweepInterval = settings.sweepInterval
        drainDuration = settings.drainDuration
        maximumClockSkew = settings.maximumClockSkew
        setLimits(settings)
    }

    private mutating func setLimits(_ settings: GatewaySettings) {
        messageLimits.maximumByteCount = settings.maximumMessageByteCount
        maximumRegistrationByteCount = settings.maximumRegistrationByteCount
        maximumCapabilityCount = settings.maximumCapabilityCount
        trafficRates = TrafficMeter.Rates(
            messages: TokenBucket.Rate(tokensPerSecond: settings.messagesPerSecond, capacity: settings.messageBurst),
            bytes: TokenBucket.Rate(tokensPerSecond: settings.bytesPerSecond, capacity: settings.byteBurst)
        )
        refusalLimit = RecentCount.Limit(count: settings.maximumRefusalCount, interval: settings.refusalInterval)
        maximumOpenRequestCount = settings.maximumOpenRequestCount
        maximumWatchCount = settings.maximumWatchCount
        maximumWaitingByteCount = settings.maximumWaitingByteCount
        replayMemoryByteCount = settings.replayMemoryByteCount
        registryByteCount = settings.registryByteCount
        connectionLimits = ConnectionCensus.Limits(
            total: settings.maximumConnectionCount,
            perAddress: settings.maximumConnectionCountPerAddress,
            unauthenticated: settings.maximumUnauthenticatedCount
        )
    }
}

extension GatewaySettings {
    /// What an agent must have to register.
    var requirement: AdmissionPolicy.Requirement {
        if enrolmentTokenFile != nil { return .token }
        return allowedAgents.isEmpty ? .none : .listed(Set(allowedAgents.map(\.publicKey)))
    }

    /// The limits of HTTP connections.
    package var httpConfiguration: HTTPConfiguration {
        var configuration = HTTPConfiguration()
        configuration.maximumStartLineByteCount = maximumStartLineByteCount
        configuration.maximumHeadByteCount = maximumHeadByteCount
        configuration.maximumFieldCount = maximumFieldCount
        configuration.maximumBodyByteCount = maximumBodyByteCount
        configuration.headTimeout = headTimeout
        configuration.bodyTimeout = bodyTimeout
        configuration.idleTimeout = idleTimeout
        configuration.maximumRequestCount = maximumRequestCount
        return configuration
    }

    /// The limits of agents' connections; heartbeats of the protocol take the place of WebSocket pings.
    package var webSocketConfiguration: WebSocketConfiguration {
        var configuration = WebSocketConfiguration()
        configuration.maximumMessageByteCount = maximumMessageByteCount
        configuration.maximumFrameByteCount = maximumMessageByteCount
        configuration.tooLargeCloseCode = .tooLarge
        configuration.acceptsBinary = false
        configuration.messageTimeout = messageTimeout
        configuration.closeTimeout = closeTimeout
        configuration.compression = compresses ? WebSocketCompressionConfiguration() : nil
        return configuration
    }

    /// How TLS is spoken, or `nil` without TLS.
    package var tlsConfiguration: TLSConfiguration? {
        guard let tlsCertificate else { return nil }
        var configuration = TLSConfiguration.server(certificateFile: tlsCertificate, keyFile: tlsKey)
        configuration.handshakeTimeout = tlsHandshakeTimeout
        if let tlsClientAuthorities {
            configuration.trustsSystemRoots = false
            configuration.rootFiles = [tlsClientAuthorities]
            configuration.verification = .required
        }
        return configuration
    }
}
