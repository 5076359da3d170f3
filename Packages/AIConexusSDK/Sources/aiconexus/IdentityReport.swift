// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol

/// What anybody may know of an identity; never its seed.
struct IdentityReport {
    let publicKey: PublicKey

    /// Writes the report on standard output.
    ///
    /// **Shape:** the lines `did: …` and `public key: …`, or `{"did": …, "public_key": …}` with the key in base58btc.
    func write(to console: Console, asJSON: Bool) throws(CommandError) {
        let did = DID(publicKey).description
        if asJSON {
            try console.writeLine(json: ["did": .string(did), "public_key": .string(publicKey.base58)])
        } else {
            try console.output.writeLine("did: \(did)")
            try console.output.writeLine("public key: \(publicKey.base58)")
        }
    }
}
