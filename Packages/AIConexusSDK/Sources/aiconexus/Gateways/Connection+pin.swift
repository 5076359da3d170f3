// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol
internal import AIConexusSDK

extension Connection {
    /// Who the gateway must be, as far as that is known from before.
    ///
    /// - Parameter url: where it is; of this machine's gateways nothing is remembered.
    /// - Returns: its DID, if it was met.
    /// - Throws: `CommandError` when the file cannot be read.
    static func knownGateway(at url: GatewayURL) throws(CommandError) -> DID? {
        guard !url.isLoopback else { return nil }
        return try KnownGateways()?.find(url.audience)
    }

    /// Remembers the gateway that has proved itself in a session, if it is met for the first time.
    ///
    /// - Throws: `GatewayError` `gatewayMismatch` when another process has just met another one there.
    func remember(_ session: GatewaySession) throws {
        let url = configuration.url
        guard !url.isLoopback, configuration.gateway == nil else { return }
        guard let known = KnownGateways() else {
            return console.complain("the gateway is \(session.gateway), which nothing will remember: set HOME")
        }
        let expected: DID
        do throws(CommandError) {
            expected = try known.remember(session.gateway, at: url.audience)
        } catch {
            // A home that cannot be written to is no reason to stay away; a gateway that was met before would be.
            return console.complain("the gateway is \(session.gateway), which is not remembered: \(error.message)")
        }
        guard expected == session.gateway else {
            var error = GatewayError(
                .gatewayMismatch,
                "the gateway is \(session.gateway), expected is \(expected)"
            )
            error.foundGateway = session.gateway
            throw error
        }
    }
}
