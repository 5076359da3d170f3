// SPDX-License-Identifier: MIT

import AIConexusCommandLine
import Testing

@Suite("PrintableText")
struct PrintableTextTests {
    @Test(
        "what could steer a terminal is written out",
        arguments: [
            ("plain gr\u{FC}\u{DF}e \u{1F600}", "plain gr\u{FC}\u{DF}e \u{1F600}"), ("a\nb", "a\\u{A}b"),
            ("\u{1B}[31m", "\\u{1B}[31m"), ("\u{9B}31m", "\\u{9B}31m"), ("\u{7F}", "\\u{7F}"), ("\r\n", "\\u{D}\\u{A}"),
            ("a\u{202E}b", "a\\u{202E}b"), ("a\u{2028}b", "a\\u{2028}b"), ("e\u{301}\u{7}", "e\u{301}\\u{7}"),
        ]
    )
    func line(_ text: String, _ expected: String) {
        #expect(PrintableText.line(text) == expected)
    }
}
