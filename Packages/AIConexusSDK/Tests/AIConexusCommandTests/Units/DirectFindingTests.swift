// SPDX-License-Identifier: MIT

import AIConexusSDK
import Testing

@testable import aiconexus

@Suite("What the doctor says about direct paths")
struct DirectFindingTests {
    private static func findings(
        _ failure: DirectPathFailure?,
        _ servers: [(String, DirectReport.Server.Verdict)],
        isLoopback: Bool = false
    ) -> [Finding] {
        var report = DirectReport(failure: failure, servers: [])
        report.servers = servers.map { DirectReport.Server(url: $0.0, verdict: $0.1) }
        return Finding.direct(report, isLoopback: isLoopback)
    }

    @Test("servers that work are well, and a TURN server means that any two networks can")
    func well() {
        let findings = Self.findings(
            nil,
            [("stun:a.example:1", .usable(seenAs: "192.0.2.7:5")), ("turn:a.example:1", .usable(seenAs: nil))]
        )
        #expect(findings.map(\.check) == ["STUN", "TURN", "direct paths"])
        #expect(findings.allSatisfy { $0.verdict == .ok && $0.advice == nil })
        #expect(findings[0].message.contains("192.0.2.7:5"))
        #expect(findings[2].message.contains("between any two networks"))
    }

    @Test(
        "what is wrong with a server is a warning with advice, never a failure",
        arguments: [
            (DirectReport.Server.Verdict.credentialsRefused, "turn_secret"), (.refused(code: 486), "no address left"),
            (.unreachable, "let UDP through"),
        ]
    )
    func wrong(_ verdict: DirectReport.Server.Verdict, _ advice: String) {
        let finding = Self.findings(.turnUnreachable, [("turn:a.example:1", verdict)])[0]
        #expect(finding.verdict == .warning)
        #expect(finding.advice?.contains(advice) == true)
    }

    @Test("every reason that an agent can find by itself is named", arguments: DirectPathFailure.allCases)
    func reason(_ failure: DirectPathFailure) throws {
        let finding = try #require(Self.findings(failure, []).last)
        #expect(finding.message.contains("(\(failure.rawValue))"))
        #expect(finding.verdict == (failure == .policy || failure == .peerHasNoWebRTC ? .skipped : .warning))
        let canBeMended: [DirectPathFailure] = [.noUDP, .noCandidates, .turnAuthentication, .turnUnreachable]
        #expect((finding.advice != nil) == canBeMended.contains(failure))
    }

    @Test("a gateway that names no server is worth a warning, but not on one machine")
    func none() {
        #expect(Self.findings(nil, []).map(\.verdict) == [.warning])
        #expect(Self.findings(nil, [], isLoopback: true).map(\.verdict) == [.ok])
        let stunOnly = Self.findings(nil, [("stun:a.example:1", .usable(seenAs: nil))])
        #expect(stunOnly.last?.message.contains("only the gateway") == true)
    }
}
