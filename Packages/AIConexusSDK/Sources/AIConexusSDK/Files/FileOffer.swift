// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// The arguments of `file.receive`: what its caller would like to send.
struct FileOffer: Codable, Sendable {
    enum CodingKeys: String, CodingKey {
        case name
        case byteCount = "byte_count"
        case sha256
        case capability
    }

    /// What the file is called: a name without a folder.
    var name: String
    /// Its length in bytes.
    var byteCount: Int
    /// Its SHA-256, 64 hexadecimal digits in lower case.
    var sha256: String
    /// The caller's capability that gives the file's contents from any place on.
    var capability: String
}

/// The arguments of the capability that gives a file's contents.
struct FileRequest: Codable, Sendable {
    enum CodingKeys: String, CodingKey {
        case offset
        case sha256
    }

    /// Where to begin, in bytes.
    var offset: Int
    /// Which file is meant, by its SHA-256.
    var sha256: String
}

/// A part of a file: base64url of up to ``maximumByteCount`` bytes, in order.
struct FilePart: Codable, Sendable {
    /// How many bytes one part holds.
    static let maximumByteCount = 48 << 10

    /// base64url without padding.
    var data: String
}

/// The result of `file.receive`.
public struct FileReceipt: Codable, Hashable, Sendable {
    enum CodingKeys: String, CodingKey {
        case name
        case byteCount = "byte_count"
        case resumedAt = "resumed_at"
    }

    /// What the file is called on the other side.
    public var name: String
    /// Its length in bytes, which have all arrived and have the right SHA-256.
    public var byteCount: Int
    /// How many of them were there from an earlier attempt.
    public var resumedAt: Int
}
