// SPDX-License-Identifier: MIT

private import Glibc

/// Variables of the process's environment.
enum Environment {
    /// A variable's value; `nil` when it is not set or empty.
    static func variable(_ name: String) -> String? {
        let text = unsafe getenv(name).map { unsafe String(cString: $0) } ?? ""
        return text.isEmpty ? nil : text
    }

    /// Those of these variables that are set, by their names.
    static func variables(_ names: [String]) -> [String: String] {
        names.reduce(into: [:]) { $0[$1] = variable($1) }
    }
}
