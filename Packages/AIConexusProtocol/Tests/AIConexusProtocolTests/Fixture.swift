// SPDX-License-Identifier: MIT

import Foundation
import Testing

/// A file of the folder `Fixtures`.
enum Fixture {
    /// The lines of a text that are neither empty nor comments.
    static func lines(_ name: String) throws -> [String] {
        let url = try #require(Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: nil))
        return try String(contentsOf: url, encoding: .utf8)
            .split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init)
    }
}
