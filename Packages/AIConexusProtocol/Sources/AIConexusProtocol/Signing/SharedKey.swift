// SPDX-License-Identifier: MIT

internal import CSodium

/// What two X25519 pairs share: the key of all boxes between them, in both directions.
///
/// Got from ``KeyExchangeKey/sharedKey(with:)`` or a ``SharedKeyCache``; 32 bytes in plain memory (there may be
/// thousands of them, which guarded pages would not bear), zeroed when the last reference goes, never printed.
@safe
public final class SharedKey: @unchecked Sendable {
    // Unchecked Sendable: written in init only.
    private let start: UnsafeMutablePointer<UInt8>

    private static let byteCount = 32

    /// Computes the shared key, or `nil` when the peer's key is of small order.
    init?(secret: Span<UInt8>, peer: KeyExchangePublicKey) {
        Sodium.start()
        unsafe start = .allocate(capacity: Self.byteCount)
        unsafe start.initialize(repeating: 0, count: Self.byteCount)
        let status = unsafe peer.storage.inlined.span.withPointer { peer in
            unsafe secret.withPointer { unsafe crypto_box_beforenm(start, peer, $0) }
        }
        guard status == 0 else { return nil }
    }

    deinit {
        unsafe sodium_memzero(start, Self.byteCount)
        unsafe start.deallocate()
    }

    /// Lends the key for one call.
    func withPointer<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
        unsafe body(start)
    }
}

extension SharedKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The type's name and nothing else.
    public var description: String { "SharedKey" }

    /// The type's name and nothing else.
    public var debugDescription: String { description }

    /// No children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
