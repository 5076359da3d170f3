// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusGateway
private import Foundation

extension GatewaySettings {
    /// Reads the settings of a command that has ``CommandOption/settings`` among its options.
    ///
    /// - Throws: `UsageError` with one line that says where the fault is.
    init(readingForCommand arguments: ParsedArguments) throws(UsageError) {
        var input = SettingsInput(environment: ProcessInfo.processInfo.environment)
        for (setting, option) in CommandOption.settingOptions {
            input.flags[setting.flag] = arguments.values(of: option)
        }
        do {
            if let path = arguments.value(ifGiven: .config) ?? input.variable(SettingsFile.variables)?.value {
                let bytes = try StateFile.read(path, maximumByteCount: SettingsFile.maximumByteCount)
                input.file = SettingsInput.File(path: path, bytes: bytes)
            }
            try self.init(reading: input)
        } catch {
            throw UsageError(command: arguments.command, "\(error)")
        }
    }
}
