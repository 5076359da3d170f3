// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusSDK

extension CommandOption {
    /// `--path POLICY`.
    static let path = value(
        "path",
        "POLICY",
        help: "automatic (default), relay: by the gateway only, or direct: not by the gateway"
    )
}

extension ParsedArguments {
    /// The ways that `--path` permits; `nil` when it was not given.
    func pathPolicy() throws(UsageError) -> PathPolicy? {
        try value(ifGiven: .path, expected: "automatic, relay or direct") { text in
            switch text {
            case "automatic": .automatic
            case "relay": .relayOnly
            case "direct": .directRequired
            default: nil
            }
        }
    }
}
