// SPDX-License-Identifier: MIT

internal import AIConexusTransport

extension ICECandidate {
    /// The candidate on a line, with or without `a=` and `candidate:`.
    ///
    /// The empty line is the end of the candidates, and so is `end-of-candidates`.
    ///
    /// - Parameter line: at most 1 024 bytes.
    /// - Throws: `invalidDescription` for anything else, also for well-formed candidates of other transports and kinds.
    public init(_ line: String) throws(PeerConnectionError) {
        var text = line[...]
        for prefix in ["a=", "candidate:"] where text.hasPrefix(prefix) { text = text.dropFirst(prefix.count) }
        guard !text.isEmpty, text != "end-of-candidates" else {
            self = .endOfCandidates
            return
        }
        guard let candidate = try Self.read(text) else {
            throw PeerConnectionError(.invalidDescription, "a candidate is of a transport or kind that nobody knows")
        }
        self = candidate
    }

    /// The candidate described by the value of an attribute; `nil` when it is of a transport or kind of the future, and
    /// so to be passed over (RFC 8839 §5.1).
    ///
    /// - Throws: `invalidDescription` when it is malformed.
    static func read(_ value: Substring) throws(PeerConnectionError) -> ICECandidate? {
        guard value.utf8.count <= lineLimit else { throw malformed("is longer than \(lineLimit) bytes") }
        let words = value.words
        guard words.count >= 8, words.count.isMultiple(of: 2), words[6] == "typ" else {
            throw malformed("is not of eight words and pairs")
        }
        guard words[0].isICEText(upTo: 32) else { throw malformed("has no foundation") }
        guard let component = words[1].number(UInt16.self), (1...256).contains(component) else {
            throw malformed("has no component of 1 to 256")
        }
        guard let priority = words[3].number(UInt32.self) else { throw malformed("has no priority") }
        guard isAddress(words[4]), let port = words[5].number(UInt16.self) else {
            throw malformed("has no address and port")
        }
        guard words[2].isVisible(upTo: 16), words[7].isVisible(upTo: 16) else {
            throw malformed("has no transport and kind")
        }
        guard let transport = Transport(rawValue: words[2].lowercased()), let kind = Kind(rawValue: String(words[7]))
        else { return nil }
        var candidate = ICECandidate(
            foundation: String(words[0]),
            component: Int(component),
            transport: transport,
            priority: priority,
            address: String(words[4]),
            port: port,
            kind: kind
        )
        for index in stride(from: 8, to: words.count, by: 2) {
            try candidate.set(words[index], words[index + 1])
        }
        guard (candidate.relatedAddress == nil) == (candidate.relatedPort == nil) else {
            throw malformed("has one of raddr and rport only")
        }
        // What is written in place of an address that is not told.
        if candidate.relatedAddress == "0.0.0.0" || candidate.relatedAddress == "::" {
            (candidate.relatedAddress, candidate.relatedPort) = (nil, nil)
        }
        return candidate
    }

    private mutating func set(_ name: Substring, _ value: Substring) throws(PeerConnectionError) {
        switch name {
        case "raddr" where relatedAddress == nil && Self.isAddress(value): relatedAddress = String(value)
        case "rport" where relatedPort == nil && value.number(UInt16.self) != nil: relatedPort = value.number()
        case "tcptype" where tcpType == nil && TCPType(rawValue: String(value)) != nil:
            tcpType = TCPType(rawValue: String(value))
        case "ufrag" where credentialName == nil && value.isICEText(upTo: 256): credentialName = String(value)
        case "raddr", "rport", "tcptype", "ufrag": throw Self.malformed("has a \(name) twice, or that cannot be read")
        default:
            guard name.isVisible(upTo: Self.lineLimit), value.isVisible(upTo: Self.lineLimit) else {
                throw Self.malformed("has an attribute that is not of visible characters")
            }
            extensions.append(Extension(name: String(name), value: String(value)))
        }
    }

    /// Whether this is an address or a name; what looks like an address must be one.
    private static func isAddress(_ text: Substring) -> Bool {
        guard text.isAddress else { return false }
        let isNumeric = text.utf8.contains(UInt8(ascii: ":")) || text.utf8.allSatisfy { !$0.isLetter }
        return !isNumeric || IPAddress(String(text)) != nil
    }

    private static func malformed(_ what: String) -> PeerConnectionError {
        PeerConnectionError(.invalidDescription, "a candidate \(what)")
    }
}
