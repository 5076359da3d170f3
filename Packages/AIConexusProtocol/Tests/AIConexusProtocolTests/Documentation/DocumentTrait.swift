// SPDX-License-Identifier: MIT

import AIConexusTestSupport
import Testing

extension Trait where Self == ConditionTrait {
    /// Runs the test or suite only where the document is, and says so where it is not.
    static func document(_ name: String) -> Self {
        .enabled(if: Document(name) != nil, "\(name) is not here: this package was copied alone")
    }
}
