// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

extension GatewaySettings {
    /// The settings as a JSON object that can be read back as a file, a line for each; what has no value is left out.
    ///
    /// There is no secret in it: keys and tokens are in files, of which only the paths are settings.
    package var jsonText: String {
        let lines = Setting.table.compactMap { setting in
            setting.json(self).map { "  \"\(setting.name)\": \($0.canonicalText)" }
        }
        return "{\n" + lines.joined(separator: ",\n") + "\n}\n"
    }
}
