// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol

/// `aiconexus canonicalize`.
enum Canonicalize {
    private static let defaultMaximumByteCount = 16_777_216
    private static let largestMaximumByteCount = 1_073_741_824

    private static let maximumByteCount = CommandOption.value(
        "max-bytes",
        "N",
        help: "refuse a longer text (default \(defaultMaximumByteCount))"
    )

    static let command = Command(
        "canonicalize",
        summary: "write JSON in canonical form (RFC 8785)",
        details: [
            "Reads JSON on standard input and writes the same value with sorted names, without spaces and without a "
                + "line feed at the end. Text that is not I-JSON (RFC 7493) or nests deeper than 32 levels is refused, "
                + "with the place where it goes wrong, counted in bytes from 0.",
            "With --lines a refused line becomes '!' and the reason, and the status is 1 at the end.",
        ],
        options: [.lines, maximumByteCount],
        examples: ["aiconexus canonicalize < message.json", "aiconexus canonicalize --lines < messages.ndjson"]
    ) { arguments, console in
        let limit = try arguments.integer(ifGiven: maximumByteCount, in: 1...largestMaximumByteCount)
        let filter = TextFilter(
            isLineByLine: arguments.contains(.lines),
            maximumByteCount: limit ?? defaultMaximumByteCount
        )
        // One's own text costs no more than its bytes allow; the protocol's other bounds are for messages of strangers.
        let limits = JSONLimits(
            maximumByteCount: filter.maximumByteCount,
            maximumValueCount: filter.maximumByteCount,
            maximumSlowNumberCount: filter.maximumByteCount
        )
        return try filter.run(on: console) { text throws(CommandError) in
            try JSONValue(readingForCommand: text, limits: limits).canonicalBytes()
        }
    }
}
