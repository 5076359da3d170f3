// SPDX-License-Identifier: MIT

import AIConexusTestSupport

@testable import AIConexusGateway

extension TemporaryFolder {
    /// The text of a file.
    func text(_ name: String) throws -> String {
        // Foundation leaks its buffer when it reads an empty file.
        try String(decoding: StateFile.read(path(name), maximumByteCount: 1 << 24), as: UTF8.self)
    }
}
