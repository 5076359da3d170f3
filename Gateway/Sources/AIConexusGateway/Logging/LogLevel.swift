// SPDX-License-Identifier: MIT

/// How important an event is.
package enum LogLevel: String, CaseIterable, Sendable {
    /// Something does not work and will not without help.
    case error
    /// Something is not as it should be, and the gateway goes on.
    case warning
    /// What an operator wants to know: starts, stops, registrations.
    case info
    /// What helps to find a fault; not for every day.
    case debug

    private var importance: Int {
        switch self {
        case .error: 3
        case .warning: 2
        case .info: 1
        case .debug: 0
        }
    }
}

extension LogLevel: Comparable {
    /// Whether `left` is less important.
    package static func < (left: LogLevel, right: LogLevel) -> Bool { left.importance < right.importance }
}
