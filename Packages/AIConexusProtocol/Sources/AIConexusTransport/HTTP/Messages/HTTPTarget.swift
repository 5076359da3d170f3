// SPDX-License-Identifier: MIT

/// What a request asks for: a path and a query.
///
/// Origin form (`/agents?limit=10`), absolute form (`http://host/agents`) and `*` are read; the authority form belongs
/// to `CONNECT`, which is not served here. Source: RFC 9112 §3.2.
public struct HTTPTarget: Hashable, Sendable {
    /// The target as it stands on the wire.
    public let text: String
    /// The path as it stands on the wire, beginning with a slash; `*` for the whole server.
    public let path: String
    /// What follows the question mark, as it stands on the wire.
    public let query: String?
    /// Host and port of an absolute form.
    public let authority: String?

    /// The target written as `text`, or `nil` when it has none of the three forms or contains anything but visible
    /// ASCII.
    public init?(_ text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy(HTTPCharacter.isVisible) else { return nil }
        guard !text.utf8.contains(UInt8(ascii: "#")) else { return nil }
        self.text = text
        var rest = Substring(text)
        if let scheme = ["http://", "https://"].first(where: { text.lowercased().hasPrefix($0) }) {
            rest = rest.dropFirst(scheme.count)
            let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
            guard end > rest.startIndex, !rest[..<end].contains("@") else { return nil }
            authority = String(rest[..<end])
            rest = rest[end...]
            if rest.first != "/" { rest = "/" + rest }
        } else {
            guard text == "*" || text.first == "/" else { return nil }
            authority = nil
        }
        let mark = rest.firstIndex(of: "?")
        path = String(rest[..<(mark ?? rest.endIndex)])
        query = mark.map { String(rest[rest.index(after: $0)...]) }
    }
}

extension HTTPTarget {
    /// The parts of the path between slashes, decoded; `nil` when one of them is not properly encoded.
    ///
    /// `/tasks/a%2Fb` has the segments `tasks` and `a/b`; the one behind a final slash is empty.
    public var segments: [String]? {
        var segments: [String] = []
        for part in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard let segment = Self.decoded(part, plusIsSpace: false) else { return nil }
            segments.append(segment)
        }
        return segments
    }

    /// The first value that the query gives to `name`, decoded; empty for a name without value.
    ///
    /// What is not properly encoded is passed over.
    public func queryValue(_ name: String) -> String? {
        for pair in (query ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard Self.decoded(parts[0], plusIsSpace: true) == name else { continue }
            guard parts.count == 2 else { return "" }
            if let value = Self.decoded(parts[1], plusIsSpace: true) { return value }
        }
        return nil
    }

    /// Takes percent-encoding back (RFC 3986 §2.1); `nil` for a broken triplet or a result that is not UTF-8.
    private static func decoded(_ text: Substring, plusIsSpace: Bool) -> String? {
        var bytes: [UInt8] = []
        var iterator = text.utf8.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = iterator.next().flatMap(HTTPCharacter.hexValue),
                    let low = iterator.next().flatMap(HTTPCharacter.hexValue)
                else { return nil }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
