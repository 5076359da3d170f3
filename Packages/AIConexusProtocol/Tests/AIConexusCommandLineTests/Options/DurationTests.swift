// SPDX-License-Identifier: MIT

import Testing

@testable import AIConexusCommandLine

@Suite("Times on a command line")
struct DurationTests {
    @Test(
        "a whole number and a unit are a time; a number alone means seconds",
        arguments: [
            ("5", Duration.seconds(5)), ("5s", .seconds(5)), ("250ms", .milliseconds(250)), ("2m", .seconds(120)),
            ("1h", .seconds(3_600)), ("0", .zero),
        ]
    )
    func times(_ text: String, _ duration: Duration) {
        #expect(DurationText.read(text) == duration)
    }

    @Test("anything else is none", arguments: ["", "s", "-1", "1.5s", "1 s", "5d", "٣", "9999999999"])
    func others(_ text: String) {
        #expect(DurationText.read(text) == nil)
    }

    @Test("what is out of bounds is refused with the bounds")
    func bounds() throws {
        let option = CommandOption.value("wait", "TIME", help: "")
        let program = Command("tool", summary: "", options: [option], examples: []) { _, _ in .success }
        func wait(_ text: String) throws -> Duration? {
            let invocation = try Invocation(parsing: ["--wait", text], for: program)
            guard case .run(_, let arguments) = invocation else { return nil }
            return try arguments.duration(ifGiven: option, in: .milliseconds(10) ... .seconds(60))
        }
        #expect(try wait("10ms") == .milliseconds(10))
        #expect(try wait("1m") == .seconds(60))
        for text in ["9ms", "61s"] {
            let error = #expect(throws: UsageError.self) { _ = try wait(text) }
            #expect(error?.message == "--wait TIME must be a time like 5s or 250ms, from 10ms to 1m, not '\(text)'")
        }
    }
}
