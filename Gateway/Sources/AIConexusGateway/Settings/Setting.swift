// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// One thing that an operator can set: its names, what it takes, and what it does.
///
/// One name makes all forms: the JSON key `log_level` is the option `--log-level` and the environment variables
/// `AICONEXUS_GATEWAY_LOG_LEVEL` and `AICONEXUS_LOG_LEVEL`.
package struct Setting: Sendable {
    /// What belongs together in help and tables.
    package enum Group: String, CaseIterable, Sendable {
        case listening = "Listening"
        case identity = "Identity and state"
        case admission = "Admission"
        case sessions = "Sessions"
        case limits = "Limits"
        case http = "HTTP"
        case ice = "STUN and TURN servers"
        case logs = "Logs"
    }

    /// The JSON key, as in `log_level`.
    package let name: String
    /// What it belongs to.
    package let group: Group
    /// What it does, in a few words for the help.
    package let help: String
    /// What happens at the bound, or without it, for the table; empty when `help` says it.
    package let outcome: String
    /// What stands for the value in the help, as in `FILE`; `nil` for a switch.
    package let valueName: String?
    /// What a value must be, for people.
    package let expected: String
    /// The values that are taken, for the table; empty when `expected` says enough.
    package let range: String
    /// Whether it holds several values.
    package let isList: Bool
    /// In words where no value says it, as in `one per core`.
    private let describedDefault: String?

    let assignTexts: @Sendable ([String], inout GatewaySettings) throws(SettingFault) -> Void
    let assignJSON: @Sendable (JSONValue, inout GatewaySettings) throws(SettingFault) -> Void
    /// The value as JSON; `nil` when it is not set.
    let json: @Sendable (GatewaySettings) -> JSONValue?

    /// The option's name without its hyphens, as in `log-level`.
    package var flag: String { String(name.map { $0 == "_" ? "-" : $0 }) }

    /// The names in the environment, the one that counts first.
    package var variables: [String] { Self.variablePrefixes.map { $0 + name.uppercased() } }

    /// The prefixes of variables; the longer one counts, where both are set.
    static let variablePrefixes = ["AICONEXUS_GATEWAY_", "AICONEXUS_"]

    /// The default for help and tables.
    package var defaultText: String {
        if let describedDefault { return describedDefault }
        switch json(GatewaySettings()) {
        case nil: return "none"
        case .bool(let value)?: return value ? "on" : "off"
        case .array(let elements)?: return elements.isEmpty ? "none" : elements.map(\.canonicalText).joined()
        case let value?: return value.string ?? value.canonicalText
        }
    }
}

extension Setting {
    /// A setting that always has a value.
    init<Value>(
        _ name: String,
        _ group: Group,
        _ path: any WritableKeyPath<GatewaySettings, Value> & Sendable,
        _ form: SettingForm<Value>,
        default describedDefault: String? = nil,
        help: String,
        outcome: String = ""
    ) {
        self.init(
            name: name,
            group: group,
            help: help,
            outcome: outcome,
            valueName: form.valueName,
            expected: form.expected,
            range: form.range,
            isList: form.isList,
            describedDefault: describedDefault,
            assignTexts: { texts, settings throws(SettingFault) in
                settings[keyPath: path] = try form.readTexts(texts)
            },
            assignJSON: { json, settings throws(SettingFault) in
                settings[keyPath: path] = try form.readJSON(json)
            },
            json: { form.json($0[keyPath: path]) }
        )
    }

    /// A setting that may have no value.
    init<Value>(
        _ name: String,
        _ group: Group,
        optional path: any WritableKeyPath<GatewaySettings, Value?> & Sendable,
        _ form: SettingForm<Value>,
        default describedDefault: String? = nil,
        help: String,
        outcome: String = ""
    ) {
        self.init(
            name: name,
            group: group,
            help: help,
            outcome: outcome,
            valueName: form.valueName,
            expected: form.expected,
            range: form.range,
            isList: form.isList,
            describedDefault: describedDefault,
            assignTexts: { texts, settings throws(SettingFault) in
                settings[keyPath: path] = try form.readTexts(texts)
            },
            assignJSON: { json, settings throws(SettingFault) in
                settings[keyPath: path] = try form.readJSON(json)
            },
            json: { $0[keyPath: path].map(form.json) }
        )
    }
}
