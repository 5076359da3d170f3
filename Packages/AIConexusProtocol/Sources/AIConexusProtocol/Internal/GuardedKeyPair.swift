// SPDX-License-Identifier: MIT

/// A key pair as libsodium makes it, the secret half written straight into guarded memory.
struct GuardedKeyPair: ~Copyable, Sendable {
    let secret: GuardedBytes
    let publicBytes: InlineArray<32, UInt8>

    /// Has a `…_keypair` function of libsodium write both halves.
    init(
        secretByteCount: Int,
        writtenBy generate: (_ publicKey: UnsafeMutablePointer<UInt8>, _ secret: UnsafeMutablePointer<UInt8>) -> Int32
    ) {
        var publicBytes = InlineArray<32, UInt8>(repeating: 0)
        secret = unsafe GuardedBytes(count: secretByteCount) { secret in
            unsafe publicBytes = InlineArray(writtenBy: { publicKey in
                let status = unsafe generate(publicKey, secret)
                precondition(status == 0, "libsodium could not make a key pair")
            })
        }
        self.publicBytes = publicBytes
    }
}
