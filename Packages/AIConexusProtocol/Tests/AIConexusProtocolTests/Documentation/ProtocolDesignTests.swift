// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Testing

@Suite("PROTOCOL_DESIGN", .document("PROTOCOL_DESIGN.md"))
struct ProtocolDesignTests {
    private static let document = Document("PROTOCOL_DESIGN.md")
    private static let blocks = document?.blocks ?? []

    private func golden(_ name: String) throws -> GoldenCase {
        try #require(Golden.cases(Golden.messages, "messages").first { $0.name == name }, "no golden message \(name)")
    }

    @Test("a worked example is the golden message, and its signature verifies", arguments: blocks)
    func example(block: Document.Block) throws {
        let golden = try golden(block.name)
        switch block.kind {
        case "example":
            let bytes = try JSONValue(parsing: block.text).canonicalBytes()
            #expect(String(decoding: bytes, as: UTF8.self) == golden.text("signed"))
            var verifier = MessageVerifier(seen: ReplayWindow.forTests)
            #expect(throws: Never.self) { try verifier.verify(bytes.span, now: GoldenMessageTests.now) }
        case "bytes": #expect(block.text == golden.text("signed"))
        case "signed bytes": #expect(block.text == golden.text("unsigned"))
        case "plaintext":
            let sealed = try #require(golden.object["sealed"]?.object)
            #expect(try JSONValue(parsing: block.text).canonicalText == sealed["plaintext"]?.string)
        default: Issue.record("\(block.kind) is no kind of example")
        }
    }

    @Test("there is a worked example of every type of message")
    func coverage() throws {
        let examples = try Self.blocks.filter { $0.kind == "example" }.map { try golden($0.name).text("type") }
        #expect(Set(examples) == Set(MessageType.allCases.map(\.rawValue)))
        let comments = try #require(Self.document).lines.count { $0.hasPrefix("<!-- ") }
        #expect(comments == Self.blocks.count, "a comment names a block that does not follow it")
    }

    @Test("the DIDs beside the examples are those of their seeds")
    func identities() throws {
        let rows = try #require(Self.document).rows(under: "## Worked examples")
        #expect(rows.count == 3)
        for row in rows {
            let identity = GoldenCase(object: ["seed": .string(String(row[1].dropFirst().dropLast()))])
            #expect("`\(SigningKey(seed: identity.hex("seed").span).did)`" == row[2])
        }
    }

    @Test("the table of error codes has every code with its status and whether a retry can help")
    func errorCodes() throws {
        let rows = try #require(Self.document).rows(under: "## Error codes")
        let expected = ErrorCode.allCases.map { ["`\($0.wireName)`", "\($0.httpStatus)", $0.isRetryable ? "yes" : ""] }
        let table = rows.map { row in row.prefix(3).map { $0 == "as the agent says" ? "" : $0 } }
        #expect(table == expected)
    }
}
