// SPDX-License-Identifier: MIT

/// Why a measurement is not possible or means nothing.
struct BenchmarkError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
