// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Foundation
import Testing

/// The golden vectors that an independent implementation wrote (Fixtures/Golden/README.md says how).
enum Golden {
    /// Reads one of the files with our own reader, under limits that hold for files and not for messages.
    static func load(_ name: String) -> JSONObject {
        let limits = JSONLimits(maximumByteCount: 1 << 24)
        guard let url = Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Fixtures/Golden"),
            let data = try? Data(contentsOf: url),
            let object = try? JSONValue(parsing: [UInt8](data).span, limits: limits).object
        else { preconditionFailure("the golden vectors \(name).json cannot be read") }
        return object
    }

    static let keys = load("keys")
    static let messages = load("messages")
    static let invalid = load("invalid")
    static let sealed = load("sealed")
    static let canonical = load("canonical")

    /// The members of a list in a file.
    static func cases(_ file: JSONObject, _ list: JSONName) -> [GoldenCase] {
        (file[list]?.array ?? []).compactMap(\.object).map(GoldenCase.init)
    }

    /// The identity called `name`.
    static func key(_ name: String) -> SigningKey {
        guard let identity = cases(keys, "identities").first(where: { $0.name == name }) else {
            preconditionFailure("no identity \(name)")
        }
        return SigningKey(seed: identity.hex("seed").span)
    }
}

/// One example of a file.
struct GoldenCase: Sendable, CustomTestStringConvertible {
    let object: JSONObject

    var name: String { text("name") }
    var testDescription: String { name }

    /// The bytes of the example's text, whichever way the file holds it.
    var bytes: [UInt8] {
        guard let encoded = object["base64"]?.string else { return Array(text("text").utf8) }
        return (try? Base64.decode(Array(encoded.utf8).span)) ?? []
    }

    func text(_ name: JSONName) -> String { object[name]?.string ?? "" }

    func optional(_ name: JSONName) -> String? { object[name]?.string }

    func hex(_ name: JSONName) -> [UInt8] {
        let digits = Array(text(name).utf8)
        return stride(from: 0, to: digits.count - 1, by: 2).map { index in
            UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16) ?? 0
        }
    }
}
