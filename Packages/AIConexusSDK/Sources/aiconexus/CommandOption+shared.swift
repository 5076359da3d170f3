// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine

extension CommandOption {
    /// `--json`: the answer as one line of JSON.
    static let json = flag("json", help: "print one line of JSON")

    /// `--lines`: one JSON text on each line.
    static let lines = flag("lines", help: "take each line by itself, and answer with a line")
}
