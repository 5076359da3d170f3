// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

extension GatewaySettings {
    /// The port to listen on unless another is given.
    package static let defaultPort: UInt16 = 8_000

    /// Reads settings and judges them together.
    ///
    /// - Parameter input: command line, environment and file; the first of these that has a setting decides.
    /// - Throws: ``SettingsError``, whose message is one line.
    package init(reading input: SettingsInput) throws(SettingsError) {
        let reader = try SettingsReader(input)
        self = reader.settings
        try resolve(reader.origins)
    }

    /// Whether whoever has a key may register.
    package var isOpen: Bool { allowedAgents.isEmpty && enrolmentTokenFile == nil }

    /// Replaces what is short for something else, and refuses what does not go together.
    private mutating func resolve(_ origins: [String: SettingOrigin]) throws(SettingsError) {
        try exclude("listen", "host", !listen.isEmpty && host != nil, origins)
        try exclude("listen", "port", !listen.isEmpty && port != nil, origins)
        try exclude("allow_did", "require_token", !allowedAgents.isEmpty && enrolmentTokenFile != nil, origins)
        try exclude("key", "ephemeral_key", keyFile != nil && isKeyEphemeral, origins)
        try require("tls_certificate", for: "tls_key", tlsKey == nil || tlsCertificate != nil, origins)
        try require(
            "tls_certificate",
            for: "tls_client_ca",
            tlsClientAuthorities == nil || tlsCertificate != nil,
            origins
        )
        try require("turn_secret_file", for: "turn_url", turnURLs.isEmpty || turnSecretFile != nil, origins)
        try require("turn_url", for: "turn_secret_file", turnSecretFile == nil || !turnURLs.isEmpty, origins)
        try orderLimits(origins)
        if listen.isEmpty { listen = [SocketAddress(host ?? .loopbackV4, port: port ?? Self.defaultPort)] }
        (host, port) = (nil, nil)
        try refuseExposure()
    }

    /// Refuses two settings of which only one can hold.
    private func exclude(
        _ one: String,
        _ other: String,
        _ areBothSet: Bool,
        _ origins: [String: SettingOrigin]
    ) throws(SettingsError) {
        guard areBothSet, let first = origins[one], let second = origins[other] else { return }
        throw SettingsError(.conflict, "\(first) and \(second) exclude each other")
    }

    /// Refuses a setting that means nothing without another.
    private func require(
        _ needed: String,
        for name: String,
        _ isSatisfied: Bool,
        _ origins: [String: SettingOrigin]
    ) throws(SettingsError) {
        guard !isSatisfied, let origin = origins[name], let setting = Setting.table.first(where: { $0.name == needed })
        else { return }
        throw SettingsError(.conflict, "\(origin) needs --\(setting.flag) as well")
    }

    private func orderLimits(_ origins: [String: SettingOrigin]) throws(SettingsError) {
        try keep(
            "max_registration",
            maximumRegistrationByteCount,
            within: "max_message",
            maximumMessageByteCount,
            origins
        )
        try keep("max_start_line", maximumStartLineByteCount, within: "max_head", maximumHeadByteCount, origins)
        try keep("heartbeat", heartbeatInterval, within: "session_expiry", sessionExpiry, origins)
        // One message of the largest size must fit, or it could never be sent.
        try keep("max_message", maximumMessageByteCount, within: "byte_burst", byteBurst, origins)
    }

    /// Refuses a limit above the one that makes it meaningless, and names the one that was given.
    private func keep<Value: Comparable>(
        _ smaller: String,
        _ lower: Value,
        within larger: String,
        _ upper: Value,
        _ origins: [String: SettingOrigin]
    ) throws(SettingsError) {
        guard lower > upper else { return }
        let shown = [smaller, larger].map { name in
            let setting = Setting.table.first { $0.name == name }
            let value = setting?.json(self).map { $0.string ?? $0.canonicalText } ?? ""
            return (origins[name].map(\.description) ?? "'\(name)'") + " (\(value))"
        }
        throw SettingsError(.conflict, "\(shown[0]) must not be more than \(shown[1])")
    }

    /// Nobody should open a gateway to the network by accident, where anybody can register and read along.
    private func refuseExposure() throws(SettingsError) {
        guard isOpen, tlsCertificate == nil, !isInsecureAllowed else { return }
        guard let exposed = listen.first(where: { !$0.address.isLoopback }) else { return }
        throw SettingsError(
            .conflict,
            "listening on \(exposed) without TLS would let anybody in: give --tls-certificate, --allow-did or "
                + "--require-token, or --insecure if that is meant"
        )
    }
}
