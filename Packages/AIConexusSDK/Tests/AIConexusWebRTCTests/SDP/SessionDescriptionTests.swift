// SPDX-License-Identifier: MIT

import Testing

@testable import AIConexusWebRTC

@Suite("Session descriptions")
struct SessionDescriptionTests {
    /// What this module writes itself.
    static let ours = """
        v=0
        o=- 4611686018427387903 2 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE data
        m=application 9 UDP/DTLS/SCTP webrtc-datachannel
        c=IN IP4 0.0.0.0
        a=mid:data
        a=ice-ufrag:abcd
        a=ice-pwd:0123456789abcdefghijkl
        a=ice-options:trickle
        a=fingerprint:sha-256 \(fingerprint)
        a=setup:actpass
        a=sctp-port:5000
        a=max-message-size:262144
        a=candidate:1 1 udp 2130706431 192.0.2.1 50000 typ host
        a=end-of-candidates

        """

    static let fingerprint = (0..<32).map { _ in "AB" }.joined(separator: ":")

    /// The text with one part replaced.
    private func ours(_ old: String, _ new: String) -> String {
        Self.ours.replacing(old, with: new)
    }

    @Test("what a peer wrote is read, and written again it says the same", arguments: RecordedDescription.all)
    func recorded(_ recorded: RecordedDescription) throws {
        let description = try SessionDescription(recorded.kind, recorded.text)
        #expect(description.setup == (recorded.kind == .offer ? .actpass : .active))
        #expect(description.sctpPort == 5_000)
        #expect(description.isBundled)
        #expect(description.fingerprints.count == 1)
        #expect(try SessionDescription(recorded.kind, description.text) == description)
    }

    @Test("an offer of aiortc names a certificate by three hashes, and all its candidates")
    func aiortc() throws {
        let description = try SessionDescription(.offer, RecordedDescription(name: "aiortc_offer").text)
        #expect(description.hasAllCandidates)
        #expect(!description.isTrickle)
        #expect(description.candidates.map(\.transport) == [.udp, .udp])
        #expect(description.maximumMessageByteCount == 262_144)
    }

    @Test("an offer of Chromium hides its addresses behind names")
    func chromium() throws {
        let description = try SessionDescription(.offer, RecordedDescription(name: "chromium_gathered_offer").text)
        #expect(description.isTrickle)
        #expect(!description.hasAllCandidates)
        #expect(description.candidates.map(\.isMulticastName) == [true, true])
        #expect(description.mid == "0")
    }

    @Test("an offer as Firefox makes it has its fingerprint ahead of the section, and candidates of TCP")
    func firefox() throws {
        let description = try SessionDescription(.offer, RecordedDescription(name: "firefox_offer_modelled").text)
        #expect(description.candidates.map(\.kind) == [.host, .host, .serverReflexive])
        #expect(description.candidates.map(\.tcpType) == [nil, .active, nil])
        #expect(description.maximumMessageByteCount == 1_073_741_823)
        #expect(description.hasAllCandidates)
    }

    @Test("an offer as libdatachannel makes it has commas between the options of ICE")
    func libdatachannel() throws {
        let name = "libdatachannel_offer_modelled"
        let description = try SessionDescription(.offer, RecordedDescription(name: name).text)
        #expect(description.isTrickle)
        #expect(description.credentialName == "fEw/")
    }

    @Test("the other sections of an offer are refused in the answer, each in its place")
    func unusedSections() throws {
        let offer = try SessionDescription(.offer, RecordedDescription(name: "chromium_audio_offer").text)
        #expect(offer.mid == "1")
        #expect(offer.unusedBefore.map(\.media) == ["audio"])
        #expect(offer.unusedAfter.isEmpty)
        var answer = offer
        answer.kind = .answer
        answer.setup = .active
        let lines = answer.text.split(separator: "\r\n")
        #expect(
            lines.filter { $0.hasPrefix("m=") || $0.hasPrefix("a=mid:") || $0.hasPrefix("a=group:") } == [
                "a=group:BUNDLE 1",
                "m=audio 0 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126", "a=mid:0",
                "m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "a=mid:1",
            ]
        )
        #expect(try SessionDescription(.answer, answer.text) == answer)
    }

    @Test("a second section for data channels is refused like any other")
    func twoSections() throws {
        let first = try SessionDescription(.offer, Self.ours)
        let section = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:second\r\n"
        let description = try SessionDescription(.offer, first.text + section)
        #expect(description.mid == "data")
        #expect(description.unusedAfter.map(\.mid) == ["second"])
    }

    @Test("what stands in the section goes before what stands ahead of all")
    func precedence() throws {
        let session = "a=ice-ufrag:else\na=setup:active\na=ice-lite\na=ice-options:ice2\nm=application 9 U"
        let description = try SessionDescription(.offer, ours("m=application 9 U", session))
        #expect(description.credentialName == "abcd")
        #expect(description.setup == .actpass)
        #expect(description.isTrickle)
        #expect(description.isLite)
        #expect(try SessionDescription(.offer, description.text) == description)
    }

    @Test("what stands ahead of all holds for the section")
    func sessionLevel() throws {
        let line = "a=fingerprint:sha-256 \(Self.fingerprint)\n"
        let text = ours(line, "").replacing("a=group", with: line + "a=group")
        #expect(try SessionDescription(.offer, text) == SessionDescription(.offer, Self.ours))
    }

    @Test("what is missing is what RFC 8841 says")
    func defaults() throws {
        let text = ours("a=sctp-port:5000\n", "").replacing("a=max-message-size:262144\n", with: "")
        let description = try SessionDescription(.offer, text)
        #expect(description.sctpPort == 5_000)
        #expect(description.maximumMessageByteCount == 65_536)
    }

    @Test("a limit beyond all numbers is the largest of ours", arguments: ["18446744073709551615"])
    func hugeMessages(_ count: String) throws {
        #expect(try SessionDescription(.offer, ours("262144", count)).maximumMessageByteCount == .max)
    }

    @Test("a section without a name, or out of the group, stays so")
    func withoutGroup() throws {
        let unnamed = try SessionDescription(.offer, ours("a=mid:data\n", ""))
        #expect(unnamed.mid == nil)
        #expect(!unnamed.text.contains("a=mid") && !unnamed.text.contains("a=group"))
        let alone = try SessionDescription(.offer, ours("BUNDLE data", "BUNDLE other"))
        #expect(!alone.isBundled)
        #expect(!alone.text.contains("a=group"))
    }

    @Test("candidates of transports and kinds to come are passed over")
    func futureCandidates() throws {
        let future = "a=candidate:2 1 quic 1 192.0.2.1 1 typ host\na=candidate:3 1 udp 1 192.0.2.1 1 typ quantum\na=end"
        #expect(try SessionDescription(.offer, ours("a=end", future)).candidates.count == 1)
    }

    @Test("the first 64 candidates are read")
    func manyCandidates() throws {
        let candidate = "a=candidate:1 1 udp 1 192.0.2.1 1 typ host\n"
        for (extra, expected) in [(62, 63), (63, 64), (64, 64)] {
            let text = ours("a=end", String(repeating: candidate, count: extra) + "a=end")
            #expect(try SessionDescription(.offer, text).candidates.count == expected)
        }
    }
}
