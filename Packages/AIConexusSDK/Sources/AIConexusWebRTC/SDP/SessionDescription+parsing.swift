// SPDX-License-Identifier: MIT

extension SessionDescription {
    /// Reads a description, in the form of today's browsers (RFC 8841).
    ///
    /// The first section for data channels is used, others are ``unusedBefore`` and ``unusedAfter``. What stands in the
    /// section goes before what stands ahead of all. Attributes that say nothing about data channels are passed over, and
    /// so are candidates of unknown kinds and those after the 64th.
    ///
    /// - Parameters:
    ///   - kind: what the peer says it is.
    ///   - text: at most 64 KiB.
    /// - Throws: `invalidDescription`.
    public init(_ kind: Kind, _ text: String) throws(PeerConnectionError) {
        let document = try SDPDocument(text)
        guard let index = document.sections.firstIndex(where: \.isForDataChannels) else {
            throw Self.refusal(of: document)
        }
        let section = document.sections[index].attributes
        let reader = AttributeReader(session: document.attributes, section: section)
        let credentials = try reader.credentials
        self.init(
            kind: kind,
            sessionID: document.sessionID,
            version: document.version,
            mid: try Self.mid(of: section),
            credentialName: credentials.name,
            password: credentials.password,
            fingerprints: try reader.fingerprints,
            setup: try reader.setup(kind),
            sctpPort: try reader.sctpPort,
            maximumMessageByteCount: try reader.maximumMessageByteCount
        )
        isBundled = mid.map { mid in document.bundledNames.contains { $0 == mid } } ?? false
        isLite = document.attributes.contains("ice-lite")
        isTrickle = try reader.iceOptions.contains("trickle")
        candidates = try reader.candidates
        hasAllCandidates = reader.contains("end-of-candidates")
        for (position, other) in document.sections.enumerated() where position != index {
            let unused = try UnusedSection(other)
            if position < index { unusedBefore.append(unused) } else { unusedAfter.append(unused) }
        }
    }

    /// The name of a section.
    ///
    /// - Throws: `invalidDescription` when it is not a word of at most 64 bytes.
    static func mid(of section: SDPAttributes) throws(PeerConnectionError) -> String? {
        guard let mid = try section.value("mid") else { return nil }
        guard mid.isVisible(upTo: 64) else {
            throw PeerConnectionError(.invalidDescription, "a description has a mid that cannot be read")
        }
        return String(mid)
    }

    /// Why no section can be used.
    private static func refusal(of document: SDPDocument) -> PeerConnectionError {
        let applications = document.sections.filter { $0.media == "application" }
        // Before RFC 8841 the port of SCTP stood where the format stands, and a=sctpmap said what it was.
        if applications.contains(where: { $0.protocolName == "DTLS/SCTP" || $0.attributes.contains("sctpmap") }) {
            return PeerConnectionError(.invalidDescription, "a description is of the form of old (a=sctpmap)")
        }
        if applications.contains(where: { $0.port == 0 }) {
            return PeerConnectionError(.invalidDescription, "the peer refuses data channels")
        }
        return PeerConnectionError(.invalidDescription, "a description has no section for data channels")
    }
}

extension SDPDocument {
    /// The names of the sections that share a transport.
    fileprivate var bundledNames: [Substring] {
        attributes.values("group").map(\.words).first { $0.first == "BUNDLE" }.map { Array($0.dropFirst()) } ?? []
    }
}

extension SDPDocument.Section {
    /// Whether it offers data channels, or accepts them.
    fileprivate var isForDataChannels: Bool {
        media == "application" && (protocolName == "UDP/DTLS/SCTP" || protocolName == "TCP/DTLS/SCTP")
            && formats.first == "webrtc-datachannel"
            // One that has no address because it uses another section's is not refused (RFC 8843 §6).
            && (port != 0 || attributes.contains("bundle-only"))
    }
}

/// The attributes that hold for a section.
private struct AttributeReader {
    let session: SDPAttributes
    let section: SDPAttributes

    private func invalid(_ what: String) -> PeerConnectionError {
        PeerConnectionError(.invalidDescription, "a description \(what)")
    }

    /// The section's, or else the session's.
    func value(_ name: String) throws(PeerConnectionError) -> Substring? {
        if let value = try section.value(name) { return value }
        return try session.value(name)
    }

    func contains(_ name: String) -> Bool {
        section.contains(name) || session.contains(name)
    }

    /// Some write commas in place of the spaces of RFC 8839 §5.6.
    var iceOptions: [Substring] {
        get throws(PeerConnectionError) {
            guard let value = try value("ice-options") else { return [] }
            let separators = [UInt8(ascii: " "), UInt8(ascii: ",")]
            return value.utf8.split { separators.contains($0) }.map(Substring.init)
        }
    }

    var credentials: (name: String, password: String) {
        get throws(PeerConnectionError) {
            guard let name = try value("ice-ufrag"), name.utf8.count >= 4, name.isICEText(upTo: 256),
                let password = try value("ice-pwd"), password.utf8.count >= 22, password.isICEText(upTo: 256)
            else { throw invalid("lacks ICE credentials") }
            return (String(name), String(password))
        }
    }

    /// Certificates may be named by several hashes (RFC 8122 §5); of these only SHA-256 counts.
    var fingerprints: [Fingerprint] {
        get throws(PeerConnectionError) {
            let own = section.values("fingerprint")
            let values = own.isEmpty ? session.values("fingerprint") : own
            guard values.count <= SessionDescription.fingerprintLimit else {
                throw invalid("has too many fingerprints")
            }
            var fingerprints: [Fingerprint] = []
            for value in values {
                let words = value.words
                guard words.count == 2 else { throw invalid("has a fingerprint that cannot be read") }
                guard words[0].lowercased() == "sha-256" else { continue }
                guard let fingerprint = Fingerprint(words[1]) else {
                    throw invalid("has a fingerprint that cannot be read")
                }
                fingerprints.append(fingerprint)
            }
            guard !fingerprints.isEmpty else { throw invalid("has no SHA-256 fingerprint") }
            return fingerprints
        }
    }

    func setup(_ kind: SessionDescription.Kind) throws(PeerConnectionError) -> SessionDescription.Setup {
        guard let setup = try value("setup").flatMap({ SessionDescription.Setup(rawValue: String($0)) }) else {
            throw invalid("does not say who begins the DTLS handshake")
        }
        // Whoever answers must decide (RFC 8842 §5.3).
        guard kind == .offer || setup != .actpass else { throw invalid("answers, and leaves open who begins") }
        return setup
    }

    var sctpPort: UInt16 {
        get throws(PeerConnectionError) {
            guard let value = try section.value("sctp-port") else { return SessionDescription.defaultSCTPPort }
            guard let port = value.number(UInt16.self), port > 0 else { throw invalid("has no SCTP port") }
            return port
        }
    }

    var maximumMessageByteCount: Int {
        get throws(PeerConnectionError) {
            guard let value = try section.value("max-message-size") else {
                return SessionDescription.defaultMaximumMessageByteCount
            }
            guard let count = value.number(UInt64.self) else { throw invalid("has no longest message") }
            return Int(clamping: count)
        }
    }

    var candidates: [ICECandidate] {
        get throws(PeerConnectionError) {
            var candidates: [ICECandidate] = []
            for value in section.values("candidate") where candidates.count < SessionDescription.candidateLimit {
                if let candidate = try ICECandidate.read(value) { candidates.append(candidate) }
            }
            return candidates
        }
    }
}
