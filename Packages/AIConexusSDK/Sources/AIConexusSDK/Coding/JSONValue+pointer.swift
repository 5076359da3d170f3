// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

extension JSONValue {
    /// The value at a JSON pointer (RFC 6901 §4), or `nil` when there is none.
    func value(at pointer: String) -> JSONValue? {
        guard !pointer.isEmpty else { return self }
        guard pointer.utf8.first == UInt8(ascii: "/") else { return nil }
        var value = self
        for token in pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            switch value {
            case .object(let object):
                guard let member = object[JSONName(token.withoutPointerEscapes)] else { return nil }
                value = member
            case .array(let elements):
                guard let index = Int(token), elements.indices.contains(index), String(index) == token else {
                    return nil
                }
                value = elements[index]
            default: return nil
            }
        }
        return value
    }
}

extension JSONValue {
    /// Whether lists and objects nest deeper than `depth`, the value itself being 1 if it is one of these.
    func isDeeper(than depth: Int) -> Bool {
        switch self {
        case .array(let elements): depth < 1 || elements.contains { $0.isDeeper(than: depth - 1) }
        case .object(let object): depth < 1 || object.contains { $0.value.isDeeper(than: depth - 1) }
        case .null, .bool, .number, .string: false
        }
    }
}

extension String {
    /// The longest name that an error repeats, in bytes.
    private static let shownByteCount = 128

    /// The text as a reference token of a JSON pointer (RFC 6901 §3).
    var pointerToken: String {
        guard utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return self }
        var token = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "~": token += "~0"
            case "/": token += "~1"
            default: token.unicodeScalars.append(scalar)
            }
        }
        return token
    }

    /// The text, or its beginning where a message should not hold all of it.
    var shortened: String { cut(to: Self.shownByteCount) }

    /// The text, or so many bytes of its beginning and a `…`.
    func cut(to byteCount: Int) -> String {
        guard utf8.count > byteCount else { return self }
        // A cut inside a character is repaired by the decoding, which replaces the rest of it.
        return String(decoding: utf8.prefix(byteCount), as: UTF8.self) + "…"
    }
}

extension JSONName {
    /// The name as a reference token of a JSON pointer (RFC 6901 §3).
    var pointerToken: String { text.pointerToken }
}

extension Substring {
    /// The name that a reference token stands for.
    fileprivate var withoutPointerEscapes: String {
        var name = ""
        var isEscape = false
        for scalar in unicodeScalars {
            switch (isEscape, scalar) {
            case (true, "0"): name.unicodeScalars.append("~")
            case (true, "1"): name.unicodeScalars.append("/")
            case (false, "~"): break
            default: name.unicodeScalars.append(scalar)
            }
            isEscape = !isEscape && scalar == "~"
        }
        return name
    }

    /// The text that percent-encoding stands for (RFC 3986 §2.1); what is no encoding stays as it is.
    var withoutPercentEncoding: String {
        var bytes: [UInt8] = []
        var rest = utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
