// SPDX-License-Identifier: MIT

/// The folder of what the gateway keeps: its key, and whom it denies.
package struct StateDirectory: Hashable, Sendable {
    /// The path.
    package let path: String

    /// The gateway's key, unless the settings name another file.
    package var keyFile: String { "\(path)/gateway.key" }
    /// The list of denied agents.
    package var denyListFile: String { "\(path)/denied" }

    /// Decides where state is kept; touches nothing.
    ///
    /// In this order: the setting (`--state-directory`, `AICONEXUS_STATE_DIRECTORY`); `STATE_DIRECTORY`, which systemd
    /// sets; `XDG_STATE_HOME/aiconexus-gateway`; `HOME/.local/state/aiconexus-gateway`.
    ///
    /// - Throws: `noPlace`.
    package init(settings: GatewaySettings, environment: [String: String]) throws(StateError) {
        func variable(_ name: String) -> String? {
            // Relative paths are to be ignored, says the XDG Base Directory Specification, and systemd sets none.
            environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil }
        }
        if let path = settings.stateDirectory {
            self.path = path
        } else if let paths = variable("STATE_DIRECTORY"), let first = paths.split(separator: ":").first {
            path = String(first)
        } else if let folder = variable("XDG_STATE_HOME") ?? variable("HOME").map({ "\($0)/.local/state" }) {
            path = "\(folder)/aiconexus-gateway"
        } else {
            throw StateError(.noPlace, "no place to keep the gateway's state: give --state-directory, or set HOME")
        }
    }

    /// Makes the folder where it is missing, for its owner only.
    package func prepare() throws(StateError) {
        try StateFile.makeFolder(path)
    }
}
