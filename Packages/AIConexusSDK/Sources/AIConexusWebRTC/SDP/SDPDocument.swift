// SPDX-License-Identifier: MIT

/// The lines of a description by section, before anything is made of them (RFC 8866 §5).
///
/// ```
/// v=0
/// o=<username> <session id> <version> IN IP4|IP6 <address>
/// s=…  t=…  c=…  and others, which say nothing about data channels
/// a=<attribute>…
/// m=<media> <port> <protocol> <formats>…      begins a section
/// a=<attribute>…                              of the section
/// ```
///
/// Lines end with CR LF, or with LF alone.
struct SDPDocument {
    /// One `m=` line and what follows it.
    struct Section {
        /// What would be sent: `audio`, `video`, `application`.
        var media: Substring
        /// Where to; 0 refuses the section.
        var port: UInt16
        /// The stack of protocols, such as `UDP/DTLS/SCTP`.
        var protocolName: Substring
        /// What is sent in it.
        var formats: [Substring]
        /// The section's own attributes.
        var attributes = SDPAttributes()
    }

    /// The longest text that is read, in bytes.
    static let textLimit = 64 << 10
    /// How many sections are read.
    static let sectionLimit = 32
    /// How many formats a section may name.
    static let formatLimit = 128

    /// Names the session: the second number of `o=`.
    var sessionID: UInt64 = 0
    /// Tells the descriptions of one session apart: the third word of `o=`.
    var version: UInt64 = 0
    /// The attributes before the first section, which hold for all.
    var attributes = SDPAttributes()
    /// The sections in their order.
    var sections: [Section] = []

    /// Sorts the lines of a text.
    ///
    /// - Throws: `invalidDescription`, naming the line.
    init(_ text: String) throws(PeerConnectionError) {
        guard text.utf8.count <= Self.textLimit else {
            throw PeerConnectionError(.invalidDescription, "a description is longer than \(Self.textLimit) bytes")
        }
        let lines = text[...].utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let line = Substring(line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
            // Some end with an empty line.
            guard !line.isEmpty || index < 2 else { continue }
            guard read(line, at: index) else {
                throw PeerConnectionError(.invalidDescription, "line \(index + 1) of a description cannot be read")
            }
        }
        guard lines.count >= 2 else { throw PeerConnectionError(.invalidDescription, "a description is cut off") }
    }

    private mutating func read(_ line: Substring, at index: Int) -> Bool {
        let bytes = line.utf8.prefix(2)
        guard bytes.count == 2, let type = bytes.first, bytes.last == UInt8(ascii: "="),
            line.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else { return false }
        let value = Substring(line.utf8.dropFirst(2))
        return switch (index, type) {
        case (0, _): line == "v=0"
        case (1, _): type == UInt8(ascii: "o") && read(origin: value)
        case (_, UInt8(ascii: "m")): read(media: value)
        case (_, UInt8(ascii: "a")): read(attribute: value)
        case (_, UInt8(ascii: "v")), (_, UInt8(ascii: "o")): false
        case (_, UInt8(ascii: "a")...UInt8(ascii: "z")): true
        default: false
        }
    }

    private mutating func read(origin value: Substring) -> Bool {
        let words = value.words
        guard words.count == 6, let sessionID: UInt64 = words[1].number(), let version: UInt64 = words[2].number()
        else { return false }
        (self.sessionID, self.version) = (sessionID, version)
        return true
    }

    private mutating func read(media value: Substring) -> Bool {
        let words = value.words
        guard words.count >= 4, words.count - 3 <= Self.formatLimit, sections.count < Self.sectionLimit,
            words.allSatisfy({ $0.isVisible(upTo: 64) }),
            // A number of ports may follow, which says nothing here.
            let port = words[1].utf8.split(separator: UInt8(ascii: "/")).first.flatMap({
                Substring($0).number(UInt16.self)
            })
        else { return false }
        sections.append(Section(media: words[0], port: port, protocolName: words[2], formats: Array(words[3...])))
        return true
    }

    private mutating func read(attribute value: Substring) -> Bool {
        let attribute = SDPAttributes.Attribute(value)
        guard attribute.name.isVisible(upTo: 64) else { return false }
        if sections.isEmpty {
            attributes.all.append(attribute)
        } else {
            sections[sections.count - 1].attributes.all.append(attribute)
        }
        return true
    }
}
