// SPDX-License-Identifier: MIT

import AIConexusProtocol

/// Identities that tests name by a number.
enum Agents {
    /// The agent with this number.
    static func did(_ number: UInt8) -> DID {
        SigningKey(seed: [UInt8](repeating: number, count: SigningKey.seedByteCount).span).did
    }
}
