// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Foundation
import Testing

@Suite("aiconexus sign and verify")
struct SignVerifyTests {
    private static let time = "2026-03-02T09:31:00.000Z"
    private static let id = "b46f359c-de81-4e6d-904d-598df0a4c042"
    private static let full = TestIdentity.message(
        #""version":"1.0","timestamp":"\#(time)","id":"\#(id)","from":"\#(TestIdentity.did)","#
    )

    private let folder: TemporaryFolder
    private let key: String

    init() throws {
        folder = try TemporaryFolder()
        key = try folder.write(TestIdentity.keyFile, as: "a.key")
    }

    private func sign(_ message: String, _ options: String...) throws -> CommandRun {
        try CommandRun(["sign", "--key", key] + options, input: message.utf8)
    }

    @Test("a whole message is signed in canonical form, the same each time")
    func whole() throws {
        let run = try sign(Self.full)
        #expect(run.status == 0)
        #expect(run.errors == "")
        let object = try #require(try JSONValue(parsing: run.text).object)
        #expect(object.canonicalBytes() == run.output)
        #expect(object["signature"]?.string?.utf8.count == 88)
        var unsigned = object
        unsigned["signature"] = nil
        #expect(JSONValue.object(unsigned) == (try JSONValue(parsing: Self.full)))
        #expect(try sign(Self.full).output == run.output)
    }

    @Test("what is missing is filled in, and a receiver accepts it")
    func filledIn() throws {
        let run = try sign(TestIdentity.message())
        let object = try #require(try JSONValue(parsing: run.text).object)
        #expect(object["from"] == .string(TestIdentity.did))
        #expect(object["version"] == "1.0")
        #expect(
            object["id"]?.string?.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/)
                != nil
        )
        #expect(object["timestamp"]?.string?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
        let verdict = try CommandRun(["verify"], input: run.output)
        #expect(verdict.text == "valid: EXEC_REQUEST from \(TestIdentity.did)\n")
        #expect(verdict.status == 0)
        #expect(try sign(TestIdentity.message()).output != run.output)
    }

    @Test("a signature that is there is replaced")
    func replaced() throws {
        let signed = try sign(Self.full)
        let edited = signed.text.replacing("text.upper", with: "text.lower")
        let again = try sign(edited)
        #expect(again.status == 0)
        #expect(try CommandRun(["verify", "--no-freshness"], input: edited.utf8).status == 1)
        #expect(try CommandRun(["verify", "--no-freshness"], input: again.output).status == 0)
    }

    @Test(
        "what no receiver would accept is not signed",
        arguments: [
            (TestIdentity.message().replacing("args", with: "arguments"), "MALFORMED_MESSAGE at /payload/arguments: "),
            (TestIdentity.message(#""id":"17","#), "MALFORMED_MESSAGE at /id: "),
            (TestIdentity.message(#""id":null,"#), "MALFORMED_MESSAGE at /id: "),
            (TestIdentity.message(#""version":"2.0","#), "UNSUPPORTED_VERSION at /version: "),
            (
                TestIdentity.message(#""from":"did:key:z6MkrJ8qoaH5u4ZC7YVE6voVFHSmH8EC3T3zUQCBwYbAn9Tv","#),
                "IDENTITY_MISMATCH at /from: "
            ),
            ("[]", "expected an object"), ("{", ""), ("", ""),
        ]
    )
    func refused(_ message: String, _ reason: String) throws {
        let run = try sign(message)
        #expect(run.status == 1)
        #expect(run.output == [])
        #expect(run.errors.hasPrefix("aiconexus sign: \(reason)"))
        #expect(run.errors.split(separator: "\n").count == 1)
        let lines = try sign("\(message)\n\(Self.full)\n", "--lines")
        #expect(lines.status == 1)
        #expect(lines.errors == "")
        let answers = lines.text.split(separator: "\n")
        #expect(answers.count == 2)
        #expect(answers[0].hasPrefix("!\(reason)"))
        #expect(try String(answers[1]) == sign(Self.full).text)
    }

    @Test("a message is judged by the time given, or by none")
    func times() throws {
        let signed = try sign(Self.full).output
        let valid = "valid: EXEC_REQUEST from \(TestIdentity.did)\n"
        #expect(try CommandRun(["verify", "--now", "2026-03-02T09:33:00Z"], input: signed).text == valid)
        #expect(try CommandRun(["verify", "--no-freshness"], input: signed).text == valid)
        for options in [["--now", "2026-03-02T09:33:00.001Z"], ["--now", "2026-03-02T09:28:59Z"], []] {
            let run = try CommandRun(["verify"] + options, input: signed)
            #expect(run.status == 1)
            #expect(run.errors == "")
            #expect(run.text.hasPrefix("refused: CLOCK_SKEW at /timestamp: "))
        }
    }

    @Test("a refusal says why and where")
    func refusals() throws {
        let signed = try sign(Self.full).text
        let verify = { (text: String) in try CommandRun(["verify", "--no-freshness"], input: text.utf8) }
        #expect(
            try verify(signed.replacing("upper", with: "Upper")).text.hasPrefix(
                "refused: INVALID_SIGNATURE at /signature: "
            )
        )
        #expect(
            try verify(signed.replacing("\"args\"", with: "\"argz\"")).text.hasPrefix(
                "refused: MALFORMED_MESSAGE at /payload/argz: "
            )
        )
        #expect(try verify(String(signed.dropLast())).text.hasSuffix(" at byte \(signed.utf8.count - 1)\n"))
        #expect(try verify("").text.hasPrefix("refused: MALFORMED_MESSAGE: "))
    }

    @Test("a message in another form of JSON, or with a line feed behind it, is as valid")
    func otherForms() throws {
        let signed = try sign(Self.full).text
        for text in ["\(signed)\n", " \(signed.replacing(",\"", with: ", \"")) \n"] {
            #expect(try CommandRun(["verify", "--no-freshness"], input: text.utf8).status == 0)
        }
    }

    @Test("in JSON a verdict is one object")
    func json() throws {
        let signed = try sign(Self.full).text
        let valid = try CommandRun(["verify", "--no-freshness", "--json"], input: signed.utf8)
        #expect(valid.text == #"{"from":"\#(TestIdentity.did)","type":"EXEC_REQUEST","verdict":"valid"}"# + "\n")
        let refused = try CommandRun(["verify", "--json"], input: signed.utf8)
        let object = try #require(try JSONValue(parsing: refused.text).object)
        #expect(object["verdict"] == "refused")
        #expect(object["code"] == "CLOCK_SKEW")
        #expect(object["pointer"] == "/timestamp")
        #expect(object["message"]?.string?.isEmpty == false)
        #expect(refused.status == 1)
    }

    @Test("each line has its verdict, whatever the others are")
    func lines() throws {
        let signed = try sign(Self.full).text
        let cut = String(signed.dropLast())
        let run = try CommandRun(
            ["verify", "--now", Self.time, "--lines"],
            input: "\(signed)\n\(cut)\n\n\(signed)".utf8
        )
        let verdicts = try run.text.split(separator: "\n").map {
            try #require(try JSONValue(parsing: String($0)).object)
        }
        #expect(run.status == 1)
        #expect(verdicts.map { $0["verdict"] } == ["valid", "refused", "refused", "valid"])
        #expect(verdicts[1]["byte_offset"]?.int == cut.utf8.count)
        #expect(try CommandRun(["verify", "--no-freshness", "--lines"], input: "\(signed)\n".utf8).status == 0)
    }

    @Test("a message over 1 MiB is refused by its size")
    func bound() throws {
        let text = String(repeating: " ", count: 1_048_577)
        let expected = "refused: PAYLOAD_TOO_LARGE: "
        #expect(try CommandRun(["verify"], input: text.utf8).text.hasPrefix(expected))
        #expect(try CommandRun(["verify"], input: (text + text).utf8).text.hasPrefix(expected))
        #expect(try CommandRun(["verify", "--lines"], input: text.utf8).text.contains("PAYLOAD_TOO_LARGE"))
        #expect(
            try CommandRun(["verify"], input: (text.dropLast() + "\n").utf8).text.hasPrefix(
                "refused: MALFORMED_MESSAGE"
            )
        )
        let signing = try sign(text)
        #expect(signing.status == 1)
        #expect(signing.errors == "aiconexus sign: more than 1048576 bytes on standard input\n")
    }

    @Test("a message's own text cannot steer the terminal")
    func controlCharacters() throws {
        let signed = try sign(Self.full).text.replacing("\"args\"", with: #""\u001b[2J""#)
        let run = try CommandRun(["verify", "--no-freshness"], input: signed.utf8)
        #expect(run.status == 1)
        #expect(!run.output.contains(0x1B))
    }
}
