// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusGateway

extension CommandOption {
    /// `--config FILE`: where the file of settings is.
    static let config = CommandOption.value(
        SettingsFile.flag,
        letter: "c",
        "FILE",
        help: "a JSON file of settings; options and variables overrule it"
    )

    /// An option for each setting, and the one for their file.
    static let settings = [config] + settingOptions.map(\.option)

    /// The settings with their options, in the order of the help.
    static let settingOptions: [(setting: Setting, option: CommandOption)] = Setting.table.map { setting in
        (setting, CommandOption(setting))
    }

    private init(_ setting: Setting) {
        guard let valueName = setting.valueName else {
            self = .flag(setting.flag, help: setting.help)
            return
        }
        self = .value(
            setting.flag,
            valueName,
            help: "\(setting.help) (default \(setting.defaultText))",
            isRepeatable: setting.isList
        )
    }
}
