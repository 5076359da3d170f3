// SPDX-License-Identifier: MIT

/// The unsigned varint at the start of a `did:key` that says what kind of key follows.
///
/// Source: the multicodec table, tag `key`, and the unsigned-varint specification of the Multiformats project.
struct Multicodec {
    static let ed25519PublicKey: UInt64 = 0xED

    /// The table's code.
    let value: UInt64
    /// How many bytes it took, 1…9.
    let byteCount: Int
    /// Whether no fewer bytes would do.
    let isShortest: Bool

    /// Reads the varint, or `nil` when the bytes end inside it or it is longer than nine bytes.
    init?(prefixOf bytes: Span<UInt8>) {
        var value: UInt64 = 0
        for index in 0..<min(bytes.count, 9) {
            value |= UInt64(bytes[index] & 0x7F) << UInt64(7 * index)
            guard bytes[index] & 0x80 == 0 else { continue }
            self.value = value
            byteCount = index + 1
            isShortest = index == 0 || bytes[index] != 0
            return
        }
        return nil
    }

    /// What the table calls the key, or its code in hexadecimal.
    var name: String {
        switch value {
        case 0xE7: "secp256k1"
        case 0xEA: "BLS12-381 G1"
        case 0xEB: "BLS12-381 G2"
        case 0xEC: "X25519"
        case 0xED: "Ed25519"
        case 0xEE: "BLS12-381 G1 and G2"
        case 0x1200: "P-256"
        case 0x1201: "P-384"
        case 0x1202: "P-521"
        case 0x1203: "Ed448"
        case 0x1204: "X448"
        case 0x1205: "RSA"
        default: "0x\(String(value, radix: 16))"
        }
    }
}
