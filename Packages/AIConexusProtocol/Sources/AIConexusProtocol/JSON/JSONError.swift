// SPDX-License-Identifier: MIT

/// Why a text is not acceptable JSON, and where.
public struct JSONError: Error, Hashable, Sendable {
    /// What is wrong with the text.
    public let code: Code
    /// The byte at which the text stops being acceptable; 0-based, the text's length when it ends too early.
    public let byteOffset: Int
    /// One sentence for people; holds nothing of the text.
    public let message: String

    init(_ code: Code, at byteOffset: Int, _ message: String) {
        self.code = code
        self.byteOffset = byteOffset
        self.message = message
    }
}

extension JSONError: CustomStringConvertible {
    /// Message and place on one line.
    public var description: String { "\(message), at byte \(byteOffset)" }
}

extension JSONError {
    /// The kinds of faults.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Name: String {
            case unexpectedEnd, unexpectedByte, trailingByte
            case invalidNumber, numberTooLong, numberNotFinite, integerNotExact
            case controlCharacter, invalidEscape, loneSurrogate, invalidUTF8, duplicateName
            case tooDeep, tooManyBytes, tooManyValues, tooManySlowNumbers
        }

        private let name: Name

        private init(_ name: Name) {
            self.name = name
        }

        /// The code's name, as in `duplicateName`.
        public var description: String { name.rawValue }

        /// The text ends inside a value, or holds none.
        public static let unexpectedEnd = Code(.unexpectedEnd)
        /// A byte that cannot stand at its place, a byte order mark among them.
        public static let unexpectedByte = Code(.unexpectedByte)
        /// Something other than whitespace follows the value.
        public static let trailingByte = Code(.trailingByte)
        /// A number that lacks digits or begins with a needless zero.
        public static let invalidNumber = Code(.invalidNumber)
        /// A number of more than 64 bytes; the place is that of the 65th.
        public static let numberTooLong = Code(.numberTooLong)
        /// A number too large for a double; the place is that of its first byte.
        public static let numberNotFinite = Code(.numberNotFinite)
        /// An integer beyond ±(2^53 − 1) that is not the canonical text of its double; the place is that of its first
        /// byte.
        public static let integerNotExact = Code(.integerNotExact)
        /// A byte below 0x20 in a string.
        public static let controlCharacter = Code(.controlCharacter)
        /// A backslash that no known escape follows.
        public static let invalidEscape = Code(.invalidEscape)
        /// An escaped surrogate that is not one half of a pair; the place is that of its backslash.
        public static let loneSurrogate = Code(.loneSurrogate)
        /// Bytes in a string that are not well-formed UTF-8; the place is that of the sequence's first byte.
        public static let invalidUTF8 = Code(.invalidUTF8)
        /// A name that its object already has; the place is that of the second one's quote.
        public static let duplicateName = Code(.duplicateName)
        /// Nesting beyond ``JSONLimits/maximumDepth``; the place is that of the bracket.
        public static let tooDeep = Code(.tooDeep)
        /// A text longer than ``JSONLimits/maximumByteCount``; the place is that of the first byte too many.
        public static let tooManyBytes = Code(.tooManyBytes)
        /// A member or element beyond ``JSONLimits/maximumValueCount``; the place is that of its first byte.
        public static let tooManyValues = Code(.tooManyValues)
        /// A number beyond ``JSONLimits/maximumSlowNumberCount``; the place is that of its first byte.
        public static let tooManySlowNumbers = Code(.tooManySlowNumbers)
    }
}
