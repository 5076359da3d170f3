// SPDX-License-Identifier: MIT

/// How an event is written on its line.
package enum LogFormat: String, CaseIterable, Sendable {
    /// `key=value` with spaces between, for people.
    case logfmt
    /// A JSON object, for programs.
    case json
}
