// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Testing

@testable import AIConexusGateway

@Suite("LogLine")
struct LogLineTests {
    private static let time = Timestamp(secondsSinceEpoch: 1_800_000_000, nanoseconds: 250_000_000)

    private func line(_ format: LogFormat, _ fields: [LogEvent.Field], level: LogLevel = .info) -> String {
        let event = LogEvent(level, "agent_registered", at: Self.time, fields: fields)
        return String(decoding: LogLine.render(event, as: format), as: UTF8.self)
    }

    @Test("an event is one line that begins with time, level and name")
    func plain() {
        let did = Agents.did(1)
        let fields: [LogEvent.Field] = [
            ("did", .did(did)), ("count", 3), ("took_ms", .duration(.milliseconds(12))), ("tls", true),
            ("reason", "two words"),
        ]
        #expect(
            line(.logfmt, fields)
                == "time=2027-01-15T08:00:00.250Z level=info event=agent_registered did=\(did) count=3 "
                + "took_ms=12 tls=true reason=\"two words\"\n"
        )
        #expect(
            line(.json, fields, level: .warning) == #"{"time":"2027-01-15T08:00:00.250Z","level":"warning","#
                + #""event":"agent_registered","did":"\#(did)","count":3,"took_ms":12,"tls":true,"reason":"two words"}"#
                + "\n"
        )
    }

    static let texts: [(text: String, logfmt: String)] = [
        ("plain-text_1/2:3", "plain-text_1/2:3"), ("", #""""#), ("a b", #""a b""#), ("a=b", #""a=b""#),
        ("say \"hi\"", #""say \"hi\"""#), ("a\\b", #""a\\b""#), ("a\nb", #""a\nb""#), ("a\r\nb\tc", #""a\r\nb\tc""#),
        ("level=error event=forged", #""level=error event=forged""#), ("x\" event=forged", #""x\" event=forged""#),
        ("\u{1B}[31mred", #""\u001b[31mred""#), ("\0", #""\u0000""#), ("\u{7F}", #""\u007f""#),
        ("\u{85}\u{9B}", #""\u0085\u009b""#), ("a\u{2028}b\u{2029}", #""a\u2028b\u2029""#),
        ("\u{202E}txt.exe", #""\u202etxt.exe""#), ("\u{2066}", #""\u2066""#), ("grüße 🙂", #""grüße 🙂""#),
        ("grüße", #""grüße""#), ("e\u{301}", "\"e\u{301}\""),
    ]

    @Test("text cannot break out of its field, its line or its terminal", arguments: texts)
    func escaping(_ text: String, _ expected: String) throws {
        #expect(line(.logfmt, [("text", .text(text))]).dropLast().hasSuffix(" text=\(expected)"))
        let bytes = Array(line(.json, [("text", .text(text))]).utf8)
        #expect(bytes.count { $0 == UInt8(ascii: "\n") } == 1)
        let object = try JSONValue(parsing: bytes.span).object
        #expect(object?["text"] == .string(text))
    }

    @Test("a quoted text of logfmt reads as a JSON string")
    func quotedIsJSON() throws {
        for (text, written) in Self.texts where written.hasPrefix("\"") {
            #expect(try JSONValue(parsing: written) == .string(text))
        }
    }

    @Test("a long text is cut between characters", arguments: ["a", "ß", "€", "🙂"])
    func longText(_ character: String) throws {
        let bytes = Array(line(.json, [("text", .text(String(repeating: character, count: 1_000)))]).utf8)
        let text = try #require(try JSONValue(parsing: bytes.span).object?["text"]?.string)
        #expect(text.hasSuffix("\(character)…"))
        let byteCount = text.utf8.count - "…".utf8.count
        #expect(byteCount <= LogLine.maximumTextByteCount && byteCount > LogLine.maximumTextByteCount - 4)
        let fits = String(repeating: "a", count: LogLine.maximumTextByteCount)
        #expect(line(.logfmt, [("text", .text(fits))]).hasSuffix("text=\(fits)\n"))
    }

    @Test("a line with too many fields is cut between fields and says so", arguments: LogFormat.allCases)
    func longLine(_ format: LogFormat) throws {
        let fields = [LogEvent.Field](repeating: ("text", .text(String(repeating: "\u{1B}", count: 250))), count: 100)
        let line = line(format, fields)
        #expect(line.utf8.count <= LogLine.maximumByteCount)
        #expect(line.hasSuffix(format == .json ? ",\"cut\":true}\n" : " cut=true\n"))
        #expect(line.contains("\"\\u001b"))
    }
}
