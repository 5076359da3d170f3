// SPDX-License-Identifier: MIT

/// The name of an agent or gateway: a W3C `did:key` that holds an Ed25519 public key.
///
/// **Shape:** `did:key:z` and the base58btc of `0xed 0x01` followed by the 32 bytes of the key. That number always has
/// 47 digits, so every DID has 56 characters and begins with `did:key:z6Mk`, and a key has exactly one DID.
/// Reading one checks its form only; ``validate()`` checks the point, which costs 35 µs and is done once per key.
/// Source: the did:key method of the W3C Credentials Community Group; PROTOCOL_DESIGN, "Identity".
public struct DID: Hashable, Sendable {
    /// The length of every DID's text in bytes.
    public static let byteCount = 56

    /// The key that this DID names.
    public let publicKey: PublicKey

    /// The DID of a key.
    ///
    /// - Parameter publicKey: any key; its point is not checked.
    public init(_ publicKey: PublicKey) {
        self.publicKey = publicKey
    }

    /// Reads a DID's text and checks its form.
    ///
    /// - Parameter text: 56 bytes of ASCII.
    /// - Throws: `notDIDKey`, `notBase58`, `nonCanonicalText`, `notEd25519` or `wrongLength`.
    public init(decoding text: Span<UInt8>) throws(DIDError) {
        guard let key = DIDText.publicKey(of: text) else { throw DIDText.refusal(of: text) }
        publicKey = key
    }

    /// Reads a DID's text and checks its form.
    ///
    /// - Parameter text: 56 characters of ASCII.
    /// - Throws: as ``init(decoding:)``.
    public init(_ text: String) throws(DIDError) {
        try self.init(decoding: text.utf8Span.span)
    }

    /// Reads a DID's text and checks form and point.
    ///
    /// - Parameter text: 56 characters of ASCII.
    /// - Throws: as ``init(decoding:)`` and ``validate()``.
    public init(validating text: String) throws(DIDError) {
        try self.init(text)
        try validate()
    }

    /// Checks that the key is a point that the network accepts; about 35 µs.
    ///
    /// - Throws: `nonCanonicalKey`, `notOnCurve`, `smallOrder` or `outsidePrimeOrderGroup`.
    public func validate() throws(DIDError) {
        guard publicKey.isValidPoint else { throw publicKey.refusal }
    }

    /// Appends the text's 56 bytes.
    ///
    /// - Parameter bytes: receives them.
    public func append(to bytes: inout [UInt8]) {
        DIDText.append(publicKey, to: &bytes)
    }
}

extension DID: Comparable {
    /// Compares the texts byte by byte.
    public static func < (left: DID, right: DID) -> Bool {
        // The texts have one length and the alphabet ascends, so the keys compare as their texts do.
        left.publicKey < right.publicKey
    }
}

extension DID: CustomStringConvertible {
    /// The DID's text.
    public var description: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
