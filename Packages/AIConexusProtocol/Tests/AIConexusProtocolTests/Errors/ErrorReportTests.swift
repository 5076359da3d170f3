// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Testing

@Suite("ErrorReport")
struct ErrorReportTests {
    @Test("a refusal's place and reason become details")
    func details() {
        let error = ProtocolError(
            .malformedMessage,
            "expected a string",
            pointer: "/payload/sdp",
            reason: "sealed",
            byteOffset: 7
        )
        let report = ErrorReport(error)
        #expect(report.code == .malformedMessage)
        #expect(report.message == "expected a string")
        #expect(report.details == ["pointer": "/payload/sdp", "reason": "sealed", "byte_offset": 7])
        #expect(ErrorReport(ProtocolError(.timeout, "late")).details == nil)
    }

    @Test("of a confidential refusal only code and reason are told")
    func confidential() {
        var error = ProtocolError(.malformedMessage, "no member pin", pointer: "/payload/pin", reason: "sealed")
        error.isConfidential = true
        let report = ErrorReport(error)
        #expect(report.message == ErrorCode.malformedMessage.summary)
        #expect(report.details == ["reason": "sealed"])
    }

    @Test("a refusal is one line for people")
    func description() {
        #expect("\(ProtocolError(.timeout, "late"))" == "TIMEOUT: late")
        #expect("\(ProtocolError(.timeout, "late", pointer: "/expires"))" == "TIMEOUT at /expires: late")
    }

    @Test("every code has a text of its own that says nothing of a message", arguments: ErrorCode.allCases)
    func summaries(code: ErrorCode) {
        #expect(code.summary != "refused")
        #expect(ErrorCode.allCases.filter { $0.summary == code.summary } == [code])
    }

    @Test("durations are whole milliseconds, never negative")
    func durations() throws {
        for (duration, milliseconds) in [
            (Duration.milliseconds(1500), 1500), (.microseconds(1999), 1), (.seconds(-5), 0),
            (.seconds(Int64.max), 9_007_199_254_740_991),
        ] {
            let farewell = Payload.unregister(Unregister(reconnectAfter: duration))
            #expect(farewell.json["reconnect_after_ms"]?.int == milliseconds)
        }
    }
}
