// SPDX-License-Identifier: MIT

import AIConexusTestSupport
import Testing

@testable import AIConexusWebRTC

@Suite("Lines of ICE candidates")
struct ICECandidateTests {
    /// Lines as they were seen or are written in the RFCs; written again they are the same but for the case of `UDP`.
    static let lines = [
        // aiortc
        "candidate:f957a2332b1715da3b0ef8ba684454eb 1 udp 2130706431 192.0.2.2 37355 typ host",
        "candidate:d0bcf3d9c29a2bc887618212a1623bfa 1 udp 2130706431 fd00::2 40772 typ host",
        // Chromium
        "candidate:1 1 udp 2113937151 261054c2-cb5a-46be-896b-1bb8b9609eaa.local 55847 typ host ufrag ehmF generation 0",
        "candidate:842163049 1 udp 1677729535 198.51.100.3 46154 typ srflx raddr 192.0.2.2 rport 46154 generation 0",
        "candidate:3 1 tcp 1518214911 192.0.2.2 9 typ host tcptype active generation 0 network-id 3",
        // Firefox, as modelled
        "candidate:2 1 udp 1686052863 198.51.100.7 54321 typ srflx raddr 0.0.0.0 rport 9",
        "candidate:4 1 tcp 2105524479 192.0.2.2 9 typ host tcptype so",
        // RFC 8839 §8
        "candidate:1 1 udp 2130706431 203.0.113.141 8998 typ host",
        "candidate:2 1 udp 1694498815 192.0.2.3 45664 typ srflx raddr 203.0.113.141 rport 8998",
        // IPv6, relayed and peer-reflexive
        "candidate:5 1 udp 8331263 2001:db8::7 3478 typ relay raddr 2001:db8::1 rport 50000",
        "candidate:6 256 udp 0 2001:db8::7 0 typ prflx raddr :: rport 9",
        "candidate:+/aZ09 1 tcp 4294967295 host.example 65535 typ host tcptype passive",
    ]

    @Test("a line that is read and written is the same line", arguments: lines)
    func roundTrip(_ line: String) throws {
        let candidate = try ICECandidate(line)
        #expect(candidate.line == line)
        #expect(try ICECandidate("a=" + line) == candidate)
        #expect(try ICECandidate(String(line.dropFirst("candidate:".count))) == candidate)
        #expect(candidate.description == line)
    }

    @Test("the members of a line are where RFC 8839 puts them")
    func members() throws {
        let line = "candidate:842163049 1 UDP 1677729535 198.51.100.3 46154 typ srflx raddr 192.0.2.2 rport 46153 "
        let candidate = try ICECandidate(line + "ufrag abcd network-cost 999")
        #expect(candidate.foundation == "842163049")
        #expect(candidate.component == 1)
        #expect(candidate.transport == .udp)
        #expect(candidate.priority == 1_677_729_535)
        #expect(candidate.address == "198.51.100.3")
        #expect(candidate.port == 46_154)
        #expect(candidate.kind == .serverReflexive)
        #expect(candidate.relatedAddress == "192.0.2.2")
        #expect(candidate.relatedPort == 46_153)
        #expect(candidate.credentialName == "abcd")
        #expect(candidate.extensions.map { "\($0.name) \($0.value)" } == ["network-cost 999"])
        #expect(!candidate.isMulticastName)
    }

    @Test("what a candidate was found from is written as nothing where it is not told")
    func untold() throws {
        var candidate = try ICECandidate("candidate:1 1 udp 1 198.51.100.3 1 typ relay raddr 0.0.0.0 rport 0")
        #expect(candidate.relatedAddress == nil)
        #expect(candidate.line.hasSuffix("typ relay raddr 0.0.0.0 rport 9"))
        candidate.address = "2001:db8::1"
        #expect(candidate.line.hasSuffix("typ relay raddr :: rport 9"))
    }

    @Test("the end of candidates is the empty line", arguments: ["", "a=", "candidate:", "a=end-of-candidates"])
    func end(_ line: String) throws {
        let candidate = try ICECandidate(line)
        #expect(candidate.isEndOfCandidates)
        #expect(candidate == .endOfCandidates)
        #expect(candidate.line.isEmpty)
        #expect(candidate.description == "end-of-candidates")
    }

    @Test(
        "a malformed line is refused",
        arguments: [
            "candidate",
            "candidate:1 1 udp 1 192.0.2.1 1 typ",
            "candidate:1 1 udp 1 192.0.2.1 1 host typ",
            "candidate:1 1 udp 1 192.0.2.1 1 typ host generation",
            "candidate: 1 udp 1 192.0.2.1 1 typ host",
            "candidate:a-b 1 udp 1 192.0.2.1 1 typ host",
            "candidate:123456789012345678901234567890123 1 udp 1 192.0.2.1 1 typ host",
            "candidate:1 0 udp 1 192.0.2.1 1 typ host",
            "candidate:1 257 udp 1 192.0.2.1 1 typ host",
            "candidate:1 +1 udp 1 192.0.2.1 1 typ host",
            "candidate:1 1 udp 4294967296 192.0.2.1 1 typ host",
            "candidate:1 1 udp -1 192.0.2.1 1 typ host",
            "candidate:1 1 udp 1 192.0.2.256 1 typ host",
            "candidate:1 1 udp 1 192.0.2 1 typ host",
            "candidate:1 1 udp 1 2001:db8::1::2 1 typ host",
            "candidate:1 1 udp 1 fe80::1%eth0 1 typ host",
            "candidate:1 1 udp 1 na_me.local 1 typ host",
            "candidate:1 1 udp 1 näme.local 1 typ host",
            "candidate:1 1 udp 1 192.0.2.1 65536 typ host",
            "candidate:1 1 udp 1 192.0.2.1 1 typ host raddr 192.0.2.1",
            "candidate:1 1 udp 1 192.0.2.1 1 typ host rport 1",
            "candidate:1 1 udp 1 192.0.2.1 1 typ host raddr x_ rport 1",
            "candidate:1 1 udp 1 192.0.2.1 1 typ host raddr 192.0.2.1 raddr 192.0.2.1 rport 1",
            "candidate:1 1 tcp 1 192.0.2.1 1 typ host tcptype maybe",
            "candidate:1 1 udp 1 192.0.2.1 1 typ host ufrag ab-d",
            "candidate:1 1 udp 1 192.0.2.1 1 typ host name v\u{7}",
            "candidate:1 1 udp 1 192.0.2.1 1 typ host\r\na=setup:active x",
            "candidate:1 1 udp 1 192.0.2.1\u{301} 1 typ host",
        ]
    )
    func malformed(_ line: String) {
        let error = #expect(throws: PeerConnectionError.self) { try ICECandidate(line) }
        #expect(error?.code == .invalidDescription)
    }

    @Test("a transport or kind to come is refused alone, and passed over among others")
    func future() throws {
        for line in ["1 1 ssltcp 1 192.0.2.1 443 typ host", "1 1 udp 1 192.0.2.1 443 typ token"] {
            #expect(throws: PeerConnectionError.self) { try ICECandidate("candidate:" + line) }
            #expect(try ICECandidate.read(line[...]) == nil)
        }
    }

    @Test("a line is read up to 1 024 bytes")
    func limit() throws {
        let start = "1 1 udp 1 192.0.2.1 1 typ host name "
        let value = String(repeating: "x", count: ICECandidate.lineLimit - start.utf8.count)
        #expect(try ICECandidate("candidate:" + start + value).extensions.first?.value == value)
        #expect(throws: PeerConnectionError.self) { try ICECandidate("candidate:" + start + value + "x") }
    }

    @Test("a line cut off anywhere is refused, or is the line of fewer attributes", arguments: lines)
    func truncated(_ line: String) throws {
        for count in "candidate:".utf8.count + 1..<line.utf8.count {
            let part = String(decoding: line.utf8.prefix(count), as: UTF8.self)
            guard let candidate = try? ICECandidate(part) else { continue }
            #expect(candidate.kind == (try ICECandidate(line)).kind)
            #expect(part.hasPrefix(candidate.line) || candidate.relatedAddress == nil)
        }
    }
}
