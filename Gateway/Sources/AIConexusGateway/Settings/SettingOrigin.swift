// SPDX-License-Identifier: MIT

/// Where the value of a setting was given, which errors name.
package enum SettingOrigin: Hashable, Sendable {
    /// On the command line.
    case flag(String)
    /// In the environment.
    case variable(String)
    /// In the file of settings.
    case key(String, path: String)
}

extension SettingOrigin: CustomStringConvertible {
    /// As in `--port`, `AICONEXUS_PORT` or `'port' in gateway.json`.
    package var description: String {
        switch self {
        case .flag(let name): "--\(name)"
        case .variable(let name): name
        case .key(let key, let path): "'\(key)' in \(path)"
        }
    }
}
