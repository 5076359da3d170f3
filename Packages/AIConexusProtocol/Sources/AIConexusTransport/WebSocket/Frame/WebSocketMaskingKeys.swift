// SPDX-License-Identifier: MIT

internal import CSodium

/// The masking keys of one client connection.
///
/// RFC 6455 §5.3 wants each key unpredictable for those who choose the payload. One strong seed is drawn when the
/// connection opens, and the keys are its ChaCha20 key stream: as hard to foresee, without a system call per message,
/// and repeatable in tests.
public struct WebSocketMaskingKeys: Sendable {
    /// Bytes of a seed.
    public static let seedByteCount = 32
    private static let keysPerBlock = 64

    private let seed: [UInt8]
    private var block: [UInt8] = []
    private var used = 0
    private var nonce: UInt64 = 0

    /// Starts the sequence of a connection.
    ///
    /// - Parameter seed: exactly 32 bytes from a cryptographic source, used for nothing else.
    public init(seed: [UInt8]) {
        precondition(seed.count == Self.seedByteCount, "a masking seed has 32 bytes")
        self.seed = seed
    }

    /// The next key.
    mutating func next() -> UInt32 {
        if used == block.count { refill() }
        defer { used += 4 }
        return block.span.word32(at: used)
    }

    private mutating func refill() {
        if block.isEmpty { block = [UInt8](repeating: 0, count: Self.keysPerBlock * 4) }
        let nonceBytes = (0..<8).map { UInt8(truncatingIfNeeded: nonce >> ($0 * 8)) }
        // It cannot fail with these sizes.
        _ = unsafe crypto_stream_chacha20(&block, UInt64(block.count), nonceBytes, seed)
        used = 0
        nonce += 1
    }
}
