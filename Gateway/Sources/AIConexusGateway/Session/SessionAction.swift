// SPDX-License-Identifier: MIT

/// What the shell must do after an event of a session.
package enum SessionAction: Equatable, Sendable {
    /// A code and a few words for a Close frame.
    package struct Closure: Equatable, Sendable {
        package var code: CloseCode
        /// At most 123 bytes, as RFC 6455 §5.5 has it.
        package var reason: String

        package init(_ code: CloseCode, _ reason: String) {
            self.code = code
            self.reason = reason
        }
    }

    /// Nothing.
    case none
    /// Sign and send.
    case send(Reply)
    /// Close; nothing is sent or signed on this connection any more.
    case close(Closure)
    /// Sign and send, then close as after ``close(_:)``.
    case sendAndClose(Reply, Closure)
}
