// SPDX-License-Identifier: MIT

extension [UInt8] {
    /// A copy of `bytes`.
    init(copying bytes: Span<UInt8>) {
        self = unsafe bytes.withUnsafeBufferPointer { unsafe [UInt8]($0) }
    }
}
