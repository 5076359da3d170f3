// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol

/// `aiconexus verify`.
enum Verify {
    private static let now = CommandOption.value(
        "now",
        "TIME",
        help: "judge as if it were this time, as in 2026-01-31T12:00:00Z"
    )
    private static let noFreshness = CommandOption.flag(
        "no-freshness",
        help: "leave the message's times unchecked, for stored messages"
    )

    static let command = Command(
        "verify",
        summary: "check a signed message",
        details: [
            "Reads an envelope on standard input and prints 'valid:' with its type and sender, or 'refused:' with the "
                + "error code, the JSON pointer of the member at fault and the reason; the status is 0 or 1. The checks "
                + "are those of a receiver, in the same order, without the two that need to know who and what the "
                + "receiver is: whether the message is for it, and whether it was seen before.",
            "With --lines each line is judged by itself and answered by a line of JSON, and the status is 1 when one was "
                + "refused.",
        ],
        options: [now, noFreshness, .lines, .json],
        examples: [
            "aiconexus verify < signed.json", "aiconexus verify --no-freshness --json < signed.json",
            "aiconexus verify --now 2026-01-31T12:00:00Z --lines < signed.ndjson",
        ]
    ) { arguments, console in
        let now = try arguments.value(ifGiven: now, expected: "a time like 2026-01-31T12:00:00Z") { Timestamp($0) }
        let judge = MessageJudge(now: now, checksFreshness: !arguments.contains(noFreshness))
        guard arguments.contains(.lines) else {
            let verdict = try judge.verdict(onAll: console.input)
            try verdict.write(to: console, asJSON: arguments.contains(.json))
            return verdict.isValid ? .success : .failure
        }
        var status = ExitStatus.success
        try console.forEachLine(maximumByteCount: judge.maximumByteCount) { line throws(CommandError) in
            let verdict = judge.verdict(on: line)
            if !verdict.isValid { status = .failure }
            try verdict.write(to: console, asJSON: true)
        }
        return status
    }
}
