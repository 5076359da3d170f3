// SPDX-License-Identifier: MIT

extension [UInt8] {
    /// Appends a copy of `bytes` in one piece.
    mutating func append(copying bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}

extension Span<UInt8> {
    /// Whether the bytes are the UTF-8 of `text`.
    func equals(_ text: String) -> Bool {
        isEqual(to: text.utf8Span.span)
    }
}
