// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// Where the parts of the gateway tell what happened.
///
/// Events below the level cost a comparison: their fields are not even made.
package struct Logger: Sendable {
    /// The least important events that are written.
    package let level: LogLevel
    /// How far the sink is behind.
    package let backlog: @Sendable () -> LogBacklog
    private let now: @Sendable () -> Timestamp
    private let sink: @Sendable (LogEvent) -> Void

    /// Creates a logger.
    ///
    /// - Parameters:
    ///   - level: the least important events that are written.
    ///   - now: the time.
    ///   - backlog: how far the sink is behind, for metrics.
    ///   - sink: takes events without waiting, as ``LogWriter/write(_:)`` does.
    package init(
        level: LogLevel,
        now: @escaping @Sendable () -> Timestamp,
        backlog: @escaping @Sendable () -> LogBacklog = { LogBacklog() },
        sink: @escaping @Sendable (LogEvent) -> Void
    ) {
        self.level = level
        self.now = now
        self.backlog = backlog
        self.sink = sink
    }

    /// Tells of an event.
    ///
    /// - Parameters:
    ///   - level: how important it is.
    ///   - name: what happened, as in `agent_registered`.
    ///   - fields: what there is to know about it; no secret and no payload.
    package func log(_ level: LogLevel, _ name: StaticString, _ fields: @autoclosure () -> [LogEvent.Field] = []) {
        guard level >= self.level else { return }
        sink(LogEvent(level, name, at: now(), fields: fields()))
    }
}
