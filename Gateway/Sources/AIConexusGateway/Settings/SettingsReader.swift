// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// Reads settings from a file, the environment and the command line, each overruling the one before it.
struct SettingsReader {
    private(set) var settings = GatewaySettings()
    /// Where each setting that was given got its value, by its name.
    private(set) var origins: [String: SettingOrigin] = [:]

    /// Reads all three; what they say together is not judged here.
    init(_ input: SettingsInput) throws(SettingsError) {
        if let file = input.file { try read(file) }
        try read(environment: input)
        try read(flags: input.flags)
    }

    private mutating func read(_ file: SettingsInput.File) throws(SettingsError) {
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONValue(parsing: file.bytes.span)
        } catch {
            throw SettingsError(.unreadable, "\(file.path) must be a JSON object: \(error)")
        }
        guard let object = json.object else {
            throw SettingsError(.unreadable, "\(file.path) must be a JSON object of settings")
        }
        for (name, value) in object {
            let origin = SettingOrigin.key(name.text, path: file.path)
            guard let setting = Setting.table.first(where: { $0.name == name.text }) else {
                throw SettingsError(.unknown, "\(origin) is no setting")
            }
            try assign(setting, from: origin) { settings throws(SettingFault) in
                try setting.assignJSON(value, &settings)
            }
        }
    }

    private mutating func read(environment input: SettingsInput) throws(SettingsError) {
        let visible = input.environment.filter { !KubernetesVariable.matches(name: $0.key, value: $0.value) }
        let input = SettingsInput(environment: visible)
        for setting in Setting.table {
            guard let (name, value) = input.variable(setting.variables) else { continue }
            try assign(setting, from: .variable(name)) { settings throws(SettingFault) in
                try setting.assignTexts([value], &settings)
            }
        }
        // The longer prefix belongs to this program alone, so a name that means nothing was mistyped.
        let known = Set(Setting.table.flatMap(\.variables) + SettingsFile.variables)
        let unknown = visible.keys.filter { $0.hasPrefix(Setting.variablePrefixes[0]) && !known.contains($0) }
        if let name = unknown.min() { throw SettingsError(.unknown, "\(name) is no setting") }
    }

    private mutating func read(flags: [String: [String]]) throws(SettingsError) {
        for setting in Setting.table {
            guard let values = flags[setting.flag], !values.isEmpty else { continue }
            try assign(setting, from: .flag(setting.flag)) { settings throws(SettingFault) in
                try setting.assignTexts(values, &settings)
            }
        }
    }

    private mutating func assign(
        _ setting: Setting,
        from origin: SettingOrigin,
        _ body: (inout GatewaySettings) throws(SettingFault) -> Void
    ) throws(SettingsError) {
        do throws(SettingFault) {
            try body(&settings)
        } catch {
            let subject = setting.isList ? "every entry of \(origin)" : "\(origin)"
            throw SettingsError(.invalid, "\(subject) must be \(setting.expected), not '\(error.value)'")
        }
        origins[setting.name] = origin
    }
}

/// The file of settings, which is named on the command line or in the environment.
package enum SettingsFile {
    /// The most that a file of settings may have.
    package static let maximumByteCount = 1 << 20
    /// The option's name without its hyphens.
    package static let flag = "config"
    /// The names in the environment, the one that counts first.
    package static let variables = Setting.variablePrefixes.map { $0 + "CONFIG" }
}
