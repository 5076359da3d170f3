// SPDX-License-Identifier: MIT

import AIConexusProtocol

extension MessageID {
    /// An id that no other message has.
    static func fresh() -> MessageID {
        var generator = SystemRandomNumberGenerator()
        return .random(using: &generator)
    }
}
