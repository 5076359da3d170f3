// SPDX-License-Identifier: MIT

internal import Glibc

/// How text is set off on a terminal, or not at all elsewhere.
public struct TerminalStyle: Hashable, Sendable {
    /// A way to set text off.
    public enum Emphasis: String, Sendable {
        /// A heading.
        case bold = "1"
        /// Bad news.
        case red = "31"
        /// Good news.
        case green = "32"
        /// Something to look at.
        case yellow = "33"
        /// What matters less.
        case faint = "2"
    }

    /// Whether text is set off at all.
    public let isColored: Bool

    /// No colours.
    public static let plain = TerminalStyle(isColored: false)

    init(isColored: Bool) {
        self.isColored = isColored
    }

    /// The style for output that a person sees or does not see, in an environment of variables.
    ///
    /// `NO_COLOR` set to anything but an empty text (<https://no-color.org>), or `TERM=dumb`, means plain text.
    init(isTerminal: Bool, environment: (String) -> String?) {
        isColored = isTerminal && (environment("NO_COLOR") ?? "").isEmpty && environment("TERM") != "dumb"
    }

    /// The style for an open file of this process.
    init(descriptor: Int32) {
        self.init(isTerminal: Self.isTerminal(descriptor: descriptor)) { name in
            unsafe getenv(name).map { unsafe String(cString: $0) }
        }
    }

    /// Whether an open file is a terminal.
    static func isTerminal(descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// The text, set off where this style does so (ECMA-48 §8.3.117).
    public func text(_ text: String, _ emphasis: Emphasis) -> String {
        isColored ? "\u{1B}[\(emphasis.rawValue)m\(text)\u{1B}[0m" : text
    }
}
