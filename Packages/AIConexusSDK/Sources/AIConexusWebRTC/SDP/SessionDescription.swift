// SPDX-License-Identifier: MIT

/// What one peer tells the other to begin with: an offer or an answer with one data-channel section (RFC 8839, 8841,
/// 8866).
public struct SessionDescription: Hashable, Sendable {
    /// Which half of the exchange it is.
    public enum Kind: String, Sendable {
        /// Asks.
        case offer
        /// Answers an offer.
        case answer
    }

    /// Who begins the DTLS handshake (RFC 8842 §5).
    public enum Setup: String, Sendable {
        /// Whoever answers decides.
        case actpass
        /// The describing side begins.
        case active
        /// The described side begins.
        case passive
    }

    /// Which half of the exchange it is.
    public var kind: Kind
    /// The name of the section.
    public var mid: String
    /// The name that connectivity checks must carry.
    public var credentialName: String
    /// The password that connectivity checks must prove.
    public var password: String
    /// Whether the peer checks nothing by itself (RFC 8445 §2.5).
    public var isLite: Bool
    /// The SHA-256 fingerprints of the certificates that the peer may show.
    public var fingerprints: [Fingerprint]
    /// Who begins the DTLS handshake.
    public var setup: Setup
    /// The SCTP port.
    public var sctpPort: UInt16
    /// The longest message that is accepted, in bytes; 0 for no limit.
    public var maximumMessageByteCount: Int
    /// The candidates known so far.
    public var candidates: [ICECandidate]
    /// Whether no further candidates follow.
    public var hasAllCandidates: Bool
    /// Tells the descriptions of one peer apart.
    public var version: UInt64

    /// The longest text that is read, in bytes.
    private static let textLimit = 64 << 10
    /// How many candidates are read.
    private static let candidateLimit = 64
}

extension SessionDescription {
    /// Reads a description.
    ///
    /// - Throws: `invalidDescription`.
    public init(_ kind: Kind, _ text: String) throws(PeerConnectionError) {
        func invalid(_ what: String) -> PeerConnectionError { PeerConnectionError(.invalidDescription, what) }
        guard text.utf8.count <= Self.textLimit else { throw invalid("a description is too long") }
        var values: [Substring: Substring] = [:]
        var fingerprints: [Fingerprint] = []
        var candidates: [ICECandidate] = []
        var isApplication = false
        var sections = 0
        for line in text.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("m=") {
                sections += 1
                isApplication = line.hasPrefix("m=application ") && line.contains("DTLS/SCTP webrtc-datachannel")
            }
            guard line.hasPrefix("a="), sections == 0 || isApplication else { continue }
            let attribute = line.dropFirst(2)
            let name = attribute.prefix { $0 != ":" }
            let value = attribute.dropFirst(name.count + 1)
            switch name {
            case "fingerprint":
                let words = value.split(separator: " ")
                if words.count == 2, words[0].lowercased() == "sha-256", let fingerprint = Fingerprint(words[1]) {
                    fingerprints.append(fingerprint)
                }
            case "candidate":
                if candidates.count < Self.candidateLimit, let candidate = try? ICECandidate(String(attribute)) {
                    candidates.append(candidate)
                }
            default: values[name] = value
            }
        }
        guard sections == 1, isApplication else { throw invalid("a description is not of one data-channel section") }
        guard let name = values["ice-ufrag"], (4...256).contains(name.utf8.count),
            let password = values["ice-pwd"], (22...256).contains(password.utf8.count)
        else { throw invalid("a description lacks ICE credentials") }
        guard !fingerprints.isEmpty else { throw invalid("a description has no SHA-256 fingerprint") }
        guard let setup = Setup(rawValue: String(values["setup"] ?? "actpass")),
            let port = UInt16(values["sctp-port"] ?? "5000"), port > 0,
            let maximum = Int(values["max-message-size"] ?? "65536"), maximum >= 0
        else { throw invalid("a description has an attribute that cannot be read") }
        self.init(
            kind: kind,
            mid: String(values["mid"] ?? "0"),
            credentialName: String(name),
            password: String(password),
            isLite: values["ice-lite"] != nil,
            fingerprints: fingerprints,
            setup: setup,
            sctpPort: port,
            maximumMessageByteCount: maximum,
            candidates: candidates,
            hasAllCandidates: values["end-of-candidates"] != nil,
            version: 0
        )
    }

    /// The description as text.
    public var text: String {
        var lines = [
            "v=0", "o=- 1 \(version) IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE \(mid)",
            "m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "c=IN IP4 0.0.0.0", "a=mid:\(mid)",
            "a=ice-ufrag:\(credentialName)", "a=ice-pwd:\(password)", "a=ice-options:trickle",
        ]
        lines += fingerprints.map { "a=fingerprint:sha-256 \($0)" }
        lines += ["a=setup:\(setup)", "a=sctp-port:\(sctpPort)", "a=max-message-size:\(maximumMessageByteCount)"]
        lines += candidates.map { "a=\($0.line)" }
        if hasAllCandidates { lines.append("a=end-of-candidates") }
        return lines.map { $0 + "\r\n" }.joined()
    }
}
