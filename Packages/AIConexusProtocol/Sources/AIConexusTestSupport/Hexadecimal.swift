// SPDX-License-Identifier: MIT

extension [UInt8] {
    /// The bytes that a text of hexadecimal digits stands for, or `nil` when it is none.
    public init?(hexadecimal text: String) {
        let digits = text.compactMap(\.hexDigitValue)
        guard digits.count == text.count, digits.count.isMultiple(of: 2) else { return nil }
        self = stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
