// SPDX-License-Identifier: MIT

/// What one peer tells the other to begin with: an offer or an answer with a data-channel section (RFC 8839, 8841, 8842,
/// 8866, 9429).
///
/// Read one with ``init(_:_:)`` from the text that the peer sent, and send ``text``. A description cannot be built
/// otherwise, so whatever it says fits its grammar.
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
    public internal(set) var kind: Kind
    /// Names the session, the same in all descriptions of a peer.
    public internal(set) var sessionID: UInt64
    /// Tells the descriptions of one peer apart.
    public internal(set) var version: UInt64
    /// The name of the section, where it has one.
    public internal(set) var mid: String?
    /// Whether the section is in the group whose sections share one transport (RFC 8843).
    public internal(set) var isBundled = true
    /// The name that connectivity checks must carry; 4 to 256 letters, digits, `+` and `/`.
    public internal(set) var credentialName: String
    /// The password that connectivity checks must prove; 22 to 256 letters, digits, `+` and `/`.
    public internal(set) var password: String
    /// Whether the peer checks nothing by itself (RFC 8445 §2.5).
    public internal(set) var isLite = false
    /// Whether the peer takes candidates that come later (RFC 8838 §4).
    public internal(set) var isTrickle = true
    /// The SHA-256 fingerprints of the certificates that the peer may show; at least one.
    public internal(set) var fingerprints: [Fingerprint]
    /// Who begins the DTLS handshake.
    public internal(set) var setup: Setup
    /// The SCTP port, 1…65 535.
    public internal(set) var sctpPort: UInt16
    /// The longest message that is accepted, in bytes; 0 for no limit.
    public internal(set) var maximumMessageByteCount: Int
    /// The candidates known so far.
    public internal(set) var candidates: [ICECandidate] = []
    /// Whether no further candidates follow.
    public internal(set) var hasAllCandidates = false
    /// The sections before the one for data channels.
    public internal(set) var unusedBefore: [UnusedSection] = []
    /// The sections after the one for data channels.
    public internal(set) var unusedAfter: [UnusedSection] = []

    /// How many candidates are read; what follows is passed over.
    static let candidateLimit = 64
    /// How many fingerprints are read, of whatever hash.
    static let fingerprintLimit = 32
    /// What a peer accepts that does not say how much, in bytes (RFC 8841 §6.1).
    static let defaultMaximumMessageByteCount = 65_536
    /// The SCTP port of a peer that does not name one (RFC 8841 §5.2).
    static let defaultSCTPPort: UInt16 = 5_000
}

extension SessionDescription {
    /// The description as text.
    public var text: String {
        var lines = ["v=0", "o=- \(sessionID) \(version) IN IP4 127.0.0.1", "s=-", "t=0 0"]
        if isBundled, let mid { lines.append("a=group:BUNDLE \(mid)") }
        if isLite { lines.append("a=ice-lite") }
        lines += unusedBefore.flatMap(\.lines)
        lines += sectionLines
        lines += unusedAfter.flatMap(\.lines)
        return lines.map { $0 + "\r\n" }.joined()
    }

    private var sectionLines: [String] {
        // With candidates that trickle there is no address to name yet (RFC 8840 §4.1.1).
        var lines = ["m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "c=IN IP4 0.0.0.0"]
        if let mid { lines.append("a=mid:\(mid)") }
        lines += ["a=ice-ufrag:\(credentialName)", "a=ice-pwd:\(password)"]
        if isTrickle { lines.append("a=ice-options:trickle") }
        lines += fingerprints.map { "a=fingerprint:sha-256 \($0)" }
        lines += ["a=setup:\(setup)", "a=sctp-port:\(sctpPort)", "a=max-message-size:\(maximumMessageByteCount)"]
        lines += candidates.lazy.filter { !$0.isEndOfCandidates }.map { "a=\($0.line)" }
        if hasAllCandidates { lines.append("a=end-of-candidates") }
        return lines
    }
}
