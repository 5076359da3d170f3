// SPDX-License-Identifier: MIT

import AIConexusTestSupport
import Testing

extension Trait where Self == ConditionTrait {
    /// Runs the test or suite only where the published vectors of the folder `name` are, and says so where they are
    /// not.
    static func vectors(_ name: String) -> Self {
        .enabled(
            if: Vectors.isPresent(name),
            "the published vectors are not here: set AICONEXUS_VECTORS to their folder"
        )
    }
}
