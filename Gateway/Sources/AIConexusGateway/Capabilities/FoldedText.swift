// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// Text to search in, and for, with the capital letters of ASCII made small.
struct FoldedText {
    private var bytes: [UInt8] = []

    init(_ text: String) {
        append(text)
    }

    /// The words of an agent as lists show it: name, description, and each capability's id, description and tags.
    static func of(_ agent: JSONObject) -> FoldedText {
        var text = FoldedText(agent["name"]?.string ?? "")
        text.append(separated: agent["description"])
        for capability in agent["capabilities"]?.array ?? [] {
            text.append(separated: capability.object?["id"])
            text.append(separated: capability.object?["description"])
            for tag in capability.object?["tags"]?.array ?? [] { text.append(separated: tag) }
        }
        return text
    }

    /// Whether `other` stands somewhere in this text.
    func contains(_ other: FoldedText) -> Bool {
        let (text, pattern) = (bytes.span, other.bytes.span)
        guard let first = other.bytes.first else { return true }
        guard pattern.count <= text.count else { return false }
        for start in 0...text.count - pattern.count where text[start] == first {
            var length = 1
            while length < pattern.count, text[start + length] == pattern[length] { length += 1 }
            if length == pattern.count { return true }
        }
        return false
    }

    private mutating func append(separated value: JSONValue?) {
        guard let text = value?.string else { return }
        // Nobody can search for a NUL by chance, so no match spans two texts.
        bytes.append(0)
        append(text)
    }

    private mutating func append(_ text: String) {
        for byte in text.utf8 {
            bytes.append((UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte)
        }
    }
}
