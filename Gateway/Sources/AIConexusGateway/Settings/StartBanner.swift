// SPDX-License-Identifier: MIT

package import AIConexusProtocol
package import AIConexusTransport

/// What a person sees when the gateway starts.
package struct StartBanner: Sendable {
    private let settings: GatewaySettings
    private let did: DID
    private let addresses: [SocketAddress]
    private let loopCount: Int
    private let keyFile: String?

    /// Creates a banner.
    ///
    /// - Parameters:
    ///   - settings: the settings.
    ///   - did: the gateway's name.
    ///   - addresses: where it listens, with the ports that the system chose.
    ///   - loopCount: how many loops it has.
    ///   - keyFile: where its key is; `nil` when the key is forgotten at the end.
    package init(
        settings: GatewaySettings,
        did: DID,
        addresses: [SocketAddress],
        loopCount: Int,
        keyFile: String?
    ) {
        self.settings = settings
        self.did = did
        self.addresses = addresses
        self.loopCount = loopCount
        self.keyFile = keyFile
    }

    /// A line with the version, and one for each thing worth knowing.
    package var text: String {
        let scheme = settings.tlsCertificate == nil ? "ws" : "wss"
        let urls =
            settings.publicURLs.isEmpty
            ? addresses.map { "\(scheme)://\($0)/ws" } : settings.publicURLs.map(\.description)
        let rows = [
            ("did", did.description),
            ("key", keyFile ?? "ephemeral: agents that remember this gateway will not know it after a restart"),
            ("listening", addresses.map(\.description).joined(separator: ", ")),
            ("agents use", urls.joined(separator: ", ")),
            ("who may join", admission),
            ("administration", settings.adminTokenFile.map { "with a token of \($0)" } ?? "not over HTTP"),
            ("relay", settings.relays ? "on" : "off: signalling only"),
            ("limits", limits),
            ("loops", String(loopCount)),
        ]
        let width = rows.map(\.0.count).max() ?? 0
        let lines = rows.map { "  \($0.0)\(String(repeating: " ", count: width - $0.0.count))  \($0.1)\n" }
        return "aiconexus-gateway \(GatewayVersion.current)\n" + lines.joined()
    }

    private var admission: String {
        if let path = settings.enrolmentTokenFile { return "whoever has a token of \(path)" }
        guard settings.isOpen else { return "\(settings.allowedAgents.count) listed agents" }
        return "everybody"
    }

    private var limits: String {
        "\(settings.maximumConnectionCount) connections, \(settings.maximumConnectionCountPerAddress) from one address, "
            + "messages of \(ByteCountText.write(settings.maximumMessageByteCount)), "
            + "\(settings.messagesPerSecond) a second from one agent"
    }
}
