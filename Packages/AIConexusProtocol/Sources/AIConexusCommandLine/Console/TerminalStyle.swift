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
        self.init(isTerminal: isatty(descriptor) == 1) { name in
            unsafe getenv(name).map { unsafe String(cString: $0) }
        }
    }

    /// The text, set off where this style does so (ECMA-48 §8.3.117).
    public func text(_ text: String, _ emphasis: Emphasis) -> String {
        isColored ? "\u{1B}[\(emphasis.rawValue)m\(text)\u{1B}[0m" : text
    }
}
