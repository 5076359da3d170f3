// SPDX-License-Identifier: MIT

import AIConexusProtocol

// Spans cannot pass through the macros of Swift Testing; these forms take arrays.

extension SigningKey {
    convenience init(seed: [UInt8]) {
        self.init(seed: seed.span)
    }

    func sign(_ bytes: [UInt8], use: String) -> Signature {
        sign(bytes.span, use: use)
    }

    func sign(message: [UInt8]) -> Signature {
        sign(message: message.span)
    }
}

extension PublicKey {
    init(bytes: [UInt8]) throws(DIDError) {
        try self.init(bytes: bytes.span)
    }

    func verifies(_ signature: Signature, of message: [UInt8]) -> Bool {
        verifies(signature, of: message.span)
    }

    func verifies(_ signature: Signature, of message: [UInt8], use: String) -> Bool {
        verifies(signature, of: message.span, use: use)
    }
}

extension Signature {
    init(bytes: [UInt8]) throws(BaseEncodingError) {
        try self.init(bytes: bytes.span)
    }
}
