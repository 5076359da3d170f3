// SPDX-License-Identifier: MIT

internal import Glibc

/// Texts as C has them, in memory of their own that goes with this value.
@safe struct CStrings: ~Copyable {
    private let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    /// How many texts there are.
    let count: Int

    /// Copies each text up to its first zero byte; the list itself ends with a null pointer.
    init(_ texts: [String]) {
        unsafe pointers = .allocate(capacity: texts.count + 1)
        count = texts.count
        for (index, text) in texts.enumerated() {
            unsafe pointers.advanced(by: index).initialize(to: strdup(text))
        }
        unsafe pointers.advanced(by: count).initialize(to: nil)
    }

    /// Lends the list for one call; C may reorder it.
    borrowing func withPointers<Result>(
        _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        unsafe body(pointers)
    }

    /// The text at `index`, 0…`count` − 1, where C has left it.
    subscript(index: Int) -> String {
        precondition((0..<count).contains(index), "an index beyond the list")
        return unsafe pointers[index].map { unsafe String(cString: $0) } ?? ""
    }

    deinit {
        for index in 0..<count { unsafe free(pointers[index]) }
        unsafe pointers.deallocate()
    }
}
