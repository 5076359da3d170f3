// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusSDK

extension CommandOption {
    /// `--gateway URL`.
    static let gateway = value(
        "gateway",
        letter: "g",
        "URL",
        help: "the gateway (default \(GatewayURL.environmentVariable), then \(GatewayURL.local))"
    )
    /// `--gateway-did DID`.
    static let gatewayDID = value(
        "gateway-did",
        "DID",
        help: "talk to no gateway but this one (default the one known from before)"
    )
    /// `--key FILE`.
    static let key = value(
        "key",
        letter: "k",
        "FILE",
        help: "the key file of the identity (default a fresh identity for this run)"
    )
    /// `--token TEXT`.
    static let token = value(
        "token",
        "TEXT",
        help: "a gateway's enrolment token (default \(Connection.tokenVariable)); other users can see it here"
    )
    /// `--token-file FILE`.
    static let tokenFile = value("token-file", "FILE", help: "a file with the enrolment token")
    /// `--ca-file FILE`.
    static let authorityFile = value(
        "ca-file",
        "FILE",
        help: "further trusted root certificates in PEM, for a gateway with one of its own"
    )

    /// What every command that talks to a gateway understands.
    static let connection = [gateway, gatewayDID, key, token, tokenFile, authorityFile]

    /// `--timeout TIME`.
    static let timeout = value(
        "timeout",
        letter: "t",
        "TIME",
        help: "the longest time for the whole call (default 60s; with --stream none)"
    )
}
