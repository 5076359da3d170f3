// SPDX-License-Identifier: MIT

/// Everything from which settings are read, gathered before anything is judged.
package struct SettingsInput: Sendable {
    /// A file of settings.
    package struct File: Sendable {
        package var path: String
        package var bytes: [UInt8]

        package init(path: String, bytes: [UInt8]) {
            self.path = path
            self.bytes = bytes
        }
    }

    /// The values of the options that were given, by their names without hyphens.
    package var flags: [String: [String]]
    /// The process's environment.
    package var environment: [String: String]
    /// The file of settings, if there is one.
    package var file: File?

    package init(flags: [String: [String]] = [:], environment: [String: String] = [:], file: File? = nil) {
        self.flags = flags
        self.environment = environment
        self.file = file
    }

    /// The value of the first of these variables that is set to more than an empty text.
    package func variable(_ names: [String]) -> (name: String, value: String)? {
        for name in names {
            if let value = environment[name], !value.isEmpty { return (name, value) }
        }
        return nil
    }
}
