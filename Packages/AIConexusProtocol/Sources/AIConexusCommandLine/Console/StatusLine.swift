// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// Standard error: lines that stay, and on a terminal one below them that says what is going on.
public final class StatusLine: Sendable {
    private let errors: ByteOutput
    /// Whether somebody watches.
    public let isShown: Bool
    private let isVisible = Locked(false)

    init(_ errors: ByteOutput, isTerminal: Bool) {
        self.errors = errors
        isShown = isTerminal
    }

    /// Shows what is going on, in place of what was shown before; nothing where nobody watches.
    ///
    /// - Parameter text: a few words; longer than a line of 80 columns it is cut.
    public func show(_ text: String) {
        guard isShown else { return }
        let line = PrintableText.line(text).prefix(TextLayout.columnCount - 1)
        isVisible.withLock { $0 = true }
        write(Self.clearing + line)
    }

    /// Takes the line away.
    public func clear() {
        if takeAway() { write(Self.clearing) }
    }

    /// Writes a line that stays.
    func writeLine(_ text: String) {
        write((takeAway() ? Self.clearing : "") + text + "\n")
    }

    /// Back to the first column, and everything there erased (ECMA-48 §8.3.41).
    private static let clearing = "\r\u{1B}[K"

    private func takeAway() -> Bool {
        isVisible.withLock { isVisible in
            let wasVisible = isVisible
            isVisible = false
            return wasVisible
        }
    }

    private func write(_ text: String) {
        do {
            try errors.write(Array(text.utf8))
            try errors.flush()
        } catch {
            // There is nobody left to tell.
        }
    }
}
