// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// Something that happened, to be written as one line.
///
/// No secret and no payload belongs into it.
package struct LogEvent: Sendable {
    /// A named value.
    package typealias Field = (name: StaticString, value: LogValue)

    /// How important it is.
    package let level: LogLevel
    /// What happened, in `snake_case`, as in `agent_registered`; programs recognise events by it.
    package let name: StaticString
    /// When.
    package let time: Timestamp
    /// What there is to know about it; names in `snake_case`, none of them `time`, `level` or `event`.
    package let fields: [Field]

    package init(_ level: LogLevel, _ name: StaticString, at time: Timestamp, fields: [Field] = []) {
        self.level = level
        self.name = name
        self.time = time
        self.fields = fields
    }
}
