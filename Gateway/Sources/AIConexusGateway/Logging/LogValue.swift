// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// What a field of an event holds.
///
/// There is no case for bytes, so that a payload cannot be logged by accident.
package enum LogValue: Sendable {
    /// A text, of which at most ``LogLine/maximumTextByteCount`` bytes are written.
    case text(String)
    /// A whole number.
    case integer(Int)
    /// A truth value.
    case truth(Bool)
    /// An agent or gateway.
    case did(DID)
    /// A time, written in milliseconds.
    case duration(Duration)
}

extension LogValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    package init(stringLiteral text: String) { self = .text(text) }
    package init(integerLiteral value: Int) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .truth(value) }
}
