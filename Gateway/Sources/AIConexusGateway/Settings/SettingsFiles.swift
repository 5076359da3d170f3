// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// What the files hold that the settings name; read at the start, and again when the gateway is told to.
package struct SettingsFiles: Sendable {
    /// The settings whose files are read, by their names.
    package let names: [String]
    /// Enrolment tokens; `nil` when none are needed.
    package let enrolment: TokenList?
    /// Administrators' tokens; `nil` when there are none.
    package let administrators: TokenList?
    /// The STUN and TURN servers that agents are told of.
    package let iceServers: ICEServerSource

    /// Reads all of them.
    ///
    /// - Throws: ``StateError`` with the path; nothing is half read.
    package init(_ settings: GatewaySettings) throws(StateError) {
        var names: [String] = []
        if settings.enrolmentTokenFile != nil { names.append("require_token") }
        if settings.adminTokenFile != nil { names.append("admin_tokens") }
        if settings.iceServerFile != nil { names.append("ice_servers_file") }
        if settings.turnSecretFile != nil { names.append("turn_secret_file") }
        self.names = names
        enrolment = if let path = settings.enrolmentTokenFile { try TokenList(path: path) } else { nil }
        administrators = if let path = settings.adminTokenFile { try TokenList(path: path) } else { nil }
        var fixed = settings.iceServers.isEmpty ? [] : [ICEServer(urls: settings.iceServers)]
        if let path = settings.iceServerFile { fixed += try ICEServerFile.read(path: path) }
        iceServers = ICEServerSource(fixed: fixed, sharedSecret: try Self.sharedSecret(settings))
    }

    private static func sharedSecret(_ settings: GatewaySettings) throws(StateError) -> ICEServerSource.SharedSecret? {
        guard let path = settings.turnSecretFile else { return nil }
        let secret = try TurnSecretFile.read(path: path)
        return ICEServerSource.SharedSecret(
            urls: settings.turnURLs,
            lifetime: settings.turnLifetime,
            authenticationCode: secret.authenticationCode
        )
    }
}
