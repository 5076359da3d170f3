// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine

extension CommandOption {
    /// `--gateway URL`.
    static let gateway = value(
        "gateway",
        letter: "g",
        "URL",
        help: "the gateway to ask (default \(AdminAddress.variable), then \(AdminAddress.local))"
    )
    /// `--admin-token-file FILE`.
    static let adminTokenFile = value(
        "admin-token-file",
        "FILE",
        help: "a file with the administrator's token (default \(AdminToken.variable), the token itself, then "
            + "\(AdminToken.fileVariable))"
    )
    /// `--ca-file FILE`.
    static let authorityFile = value(
        "ca-file",
        "FILE",
        help: "further trusted root certificates in PEM, for a gateway with one of its own"
    )
    /// `--json`.
    static let json = flag("json", help: "write JSON, an object on a line, for programs")

    /// What every command understands that asks a running gateway.
    static let administration = [gateway, adminTokenFile, authorityFile, json]

    /// `--limit N`.
    static let limit = value("limit", "N", help: "at most so many on a page, 1 to 1000 (default 100)")
    /// `--cursor DID`.
    static let cursor = value("cursor", "DID", help: "the page after this one, as the page before said")
    /// `--all`.
    static let all = flag("all", help: "all pages, one after another")

    /// What commands understand that show a list in pages.
    static let paging = [limit, cursor, all]
}

extension CommandArgument {
    /// One agent.
    static let agent = CommandArgument("DID", help: "the agent, as in did:key:z6Mk…")
    /// Several agents.
    static let agents = CommandArgument("DID", help: "the agent, as in did:key:z6Mk…", isRepeatable: true)
}
