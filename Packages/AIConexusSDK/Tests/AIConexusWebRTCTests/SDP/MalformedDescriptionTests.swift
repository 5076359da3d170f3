// SPDX-License-Identifier: MIT

import Testing

@testable import AIConexusWebRTC

@Suite("Session descriptions that are refused")
struct MalformedDescriptionTests {
    /// A change that makes a good description a bad one, and a part of the reason that is given.
    struct Fault: CustomTestStringConvertible, Sendable {
        var old: String
        var new: String
        var reason: String

        init(_ old: String, _ new: String, _ reason: String) {
            (self.old, self.new, self.reason) = (old, new, reason)
        }

        var testDescription: String { "\(old.debugDescription) → \(new.debugDescription)" }
    }

    static let faults = [
        Fault("v=0", "v=1", "line 1"),
        Fault("v=0\n", "", "line 1"),
        Fault("o=- 4611686018427387903 2", "o=- x 2", "line 2"),
        Fault("o=- 4611686018427387903 2", "o=- 18446744073709551616 2", "line 2"),
        Fault("s=-", "s", "line 3"),
        Fault("s=-", "=-", "line 3"),
        Fault("s=-", "S=-", "line 3"),
        Fault("s=-", "v=0", "line 3"),
        Fault("s=-", "s=\u{0}", "line 3"),
        Fault("s=-", "s=\r-", "line 3"),
        Fault("m=application 9 UDP", "m=application 65536 UDP", "line 6"),
        Fault("m=application 9 UDP", "m=application +9 UDP", "line 6"),
        Fault(" webrtc-datachannel", "", "line 6"),
        Fault("a=mid:data", "a=", "line 8"),
        Fault("a=mid:data", "a=:data", "line 8"),
        Fault("a=mid:data", "a=mid:da ta", "mid"),
        Fault("a=mid:data", "a=mid:data\na=mid:data", "a=mid twice"),
        Fault("m=application 9", "m=audio 9", "no section for data channels"),
        Fault("webrtc-datachannel", "something-else", "no section for data channels"),
        Fault("m=application 9 U", "m=application 0 U", "refuses data channels"),
        Fault("9 UDP/DTLS/SCTP webrtc-datachannel", "9 DTLS/SCTP 5000", "form of old"),
        Fault(
            "9 UDP/DTLS/SCTP webrtc-datachannel",
            "9 UDP/DTLS/SCTP 5000\na=sctpmap:5000 webrtc-datachannel 256",
            "of old"
        ),
        Fault("a=ice-ufrag:abcd\n", "", "credentials"),
        Fault("a=ice-ufrag:abcd", "a=ice-ufrag:abc", "credentials"),
        Fault("a=ice-ufrag:abcd", "a=ice-ufrag:ab d", "credentials"),
        Fault("a=ice-ufrag:abcd", "a=ice-ufrag:" + String(repeating: "a", count: 257), "credentials"),
        Fault("a=ice-ufrag:abcd", "a=ice-ufrag:abcd\na=ice-ufrag:efgh", "a=ice-ufrag twice"),
        Fault("0123456789abcdefghijkl", "0123456789abcdefghijk", "credentials"),
        Fault("0123456789abcdefghijkl", "0123456789abcdefghij-l", "credentials"),
        Fault("0123456789abcdefghijkl", "0123456789abcdefghijkl\u{301}", "credentials"),
        Fault("sha-256", "sha-1", "no SHA-256 fingerprint"),
        Fault("sha-256 AB", "sha-256 AG", "fingerprint that cannot be read"),
        Fault("sha-256 AB:", "sha-256 ", "fingerprint that cannot be read"),
        Fault("sha-256 AB", "sha-256 AB:AB", "fingerprint that cannot be read"),
        Fault("sha-256 AB", "sha-256", "fingerprint that cannot be read"),
        Fault("a=setup:actpass\n", "", "who begins"),
        Fault("a=setup:actpass", "a=setup:holdconn", "who begins"),
        Fault("a=setup:actpass", "a=setup:ACTPASS", "who begins"),
        Fault("a=sctp-port:5000", "a=sctp-port:0", "SCTP port"),
        Fault("a=sctp-port:5000", "a=sctp-port:65536", "SCTP port"),
        Fault("a=sctp-port:5000", "a=sctp-port:", "SCTP port"),
        Fault("a=sctp-port:5000", "a=sctp-port", "SCTP port"),
        Fault("a=max-message-size:262144", "a=max-message-size:-1", "longest message"),
        Fault("a=max-message-size:262144", "a=max-message-size:18446744073709551616", "longest message"),
        Fault("a=candidate:1 1 udp", "a=candidate:1 1", "a candidate"),
        Fault("a=candidate:1", "a=candidate:", "a candidate"),
    ]

    @Test("a description with one fault is refused, and the reason says which", arguments: faults)
    func refused(_ fault: Fault) throws {
        let text = SessionDescriptionTests.ours.replacing(fault.old, with: fault.new)
        try #require(text != SessionDescriptionTests.ours)
        let error = #expect(throws: PeerConnectionError.self) { try SessionDescription(.offer, text) }
        #expect(error?.code == .invalidDescription)
        #expect(error?.message.contains(fault.reason) == true, "\(error?.message ?? "nothing was thrown")")
    }

    @Test("an answer must say who begins the handshake")
    func undecidedAnswer() throws {
        #expect(throws: PeerConnectionError.self) { try SessionDescription(.answer, SessionDescriptionTests.ours) }
        let decided = SessionDescriptionTests.ours.replacing("actpass", with: "passive")
        #expect(try SessionDescription(.answer, decided).setup == .passive)
    }

    @Test("a description that uses another section's transport is not refused by its port 0")
    func bundleOnly() throws {
        let text = SessionDescriptionTests.ours.replacing("m=application 9", with: "m=application 0")
            .replacing("a=mid", with: "a=bundle-only\na=mid")
        #expect(try SessionDescription(.offer, text).mid == "data")
    }

    @Test("text is read up to 64 KiB, sections up to 32, fingerprints up to 32")
    func limits() throws {
        let ours = SessionDescriptionTests.ours
        let filler = "a=" + String(repeating: "x", count: 50) + "\n"
        let room = SDPDocument.textLimit - ours.utf8.count
        var long = ours + String(repeating: filler, count: room / filler.utf8.count)
        long += String(repeating: "\n", count: SDPDocument.textLimit - long.utf8.count)
        #expect((try? SessionDescription(.offer, long)) != nil)
        #expect(throws: PeerConnectionError.self) { try SessionDescription(.offer, long + "\n") }

        let section = "m=audio 9 RTP/AVP 0\n"
        #expect(try SessionDescription(.offer, ours + String(repeating: section, count: 31)).unusedAfter.count == 31)
        #expect(throws: PeerConnectionError.self) {
            try SessionDescription(.offer, ours + String(repeating: section, count: 32))
        }

        let fingerprint = "a=fingerprint:sha-512 AB\n"
        #expect((try? SessionDescription(.offer, ours + String(repeating: fingerprint, count: 31))) != nil)
        #expect(throws: PeerConnectionError.self) {
            try SessionDescription(.offer, ours + String(repeating: fingerprint, count: 32))
        }
    }

    @Test(
        "a description cut off anywhere is refused, or means less, and nothing worse",
        arguments: RecordedDescription.all
    )
    func truncated(_ recorded: RecordedDescription) throws {
        let text = try recorded.text
        let whole = try SessionDescription(recorded.kind, text)
        for count in 0..<text.utf8.count {
            // The texts are of ASCII.
            let part = String(decoding: text.utf8.prefix(count), as: UTF8.self)
            guard let description = try? SessionDescription(recorded.kind, part) else { continue }
            #expect(description.credentialName == whole.credentialName)
            #expect(whole.candidates.starts(with: description.candidates.dropLast()))
        }
    }
}
