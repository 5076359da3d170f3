// SPDX-License-Identifier: MIT

import Testing

@testable import aiconexus

@Suite("What the doctor says about clocks")
struct ClockFindingTests {
    @Test(
        "a difference of seconds is worth a look, one of two minutes does not work, either way",
        arguments: [
            (Duration.seconds(5), Finding.Verdict.ok), (.seconds(6), .warning), (.seconds(-6), .warning),
            (.seconds(120), .warning), (.seconds(121), .failed), (.seconds(-121), .failed),
        ]
    )
    func clocks(_ lead: Duration, _ verdict: Finding.Verdict) {
        let finding = Examination.clock(lead)
        #expect(finding.verdict == verdict)
        #expect((finding.advice == nil) == (verdict == .ok))
    }
}
