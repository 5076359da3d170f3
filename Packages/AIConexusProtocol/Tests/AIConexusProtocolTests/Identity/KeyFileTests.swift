// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Foundation
import Glibc
import Testing

@Suite("KeyFile: the text")
struct KeyFileTests {
    private static let line = "aiconexus-ed25519-seed-v1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    private static let did = "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"

    @Test("the text of a key is two comments and its line, and reads back")
    func text() throws {
        let key = SigningKey(seed: [UInt8](repeating: 0, count: 32))
        let text = KeyFile.withText(of: key) { bytes in bytes.indices.map { bytes[$0] } }
        let expected = """
            # AIConexus identity key of \(Self.did)
            # Whoever can read this file can act as that DID.
            \(Self.line)

            """
        #expect(String(decoding: text, as: UTF8.self) == expected)
        #expect(try KeyFile.parse(text.span).did == key.did)
    }

    @Test("200 fresh keys come back from their texts")
    func roundTrip() throws {
        for _ in 0..<200 {
            let key = SigningKey()
            let text = KeyFile.withText(of: key) { bytes in bytes.indices.map { bytes[$0] } }
            let read = try KeyFile.parse(text.span)
            #expect(read.publicKey == key.publicKey)
            #expect(read.sign(message: [5]) == key.sign(message: [5]))
        }
    }

    @Test(
        "comments, empty lines and a missing last line feed do not matter",
        arguments: ["", "\n", "\n\n", "#\n", "# comment\n\n#another\n"],
        ["", "\n", "\n\n\n", "\n# end", "\n#\n"]
    )
    func layout(before: String, after: String) throws {
        #expect(try parse(before + Self.line + after).did.description == Self.did)
    }

    private static let malformedTexts: [(text: String, lineNumber: Int)] = [
        ("", 1), ("\n\n", 3), ("# only a comment", 2), ("garbage", 1), ("\n\ngarbage", 3), (" \(line)", 1),
        ("\(line) ", 1), ("\(line)\r\n", 1), ("\(line)=", 1), ("\(line)A", 1), ("\(line)\n\(line)", 2),
        ("\(line)\n#\n\(line)", 3), ("\(line)\0", 1), ("\u{FEFF}\(line)", 1),
        ("\(line.dropLast())", 1), ("\(line.dropLast())B", 1), ("\(line.dropLast())+", 1),
        ("aiconexus-ed25519-seed-v1", 1), ("aiconexus-ed25519-seed-v1 ", 1),
        (line.replacing("v1 ", with: "v1"), 1), (line.replacing("v1 ", with: "v1  "), 1),
        (line.replacing("v1", with: "v2"), 1),
    ]

    @Test("anything else is malformed, and the line is named", arguments: malformedTexts)
    func malformed(text: String, lineNumber: Int) throws {
        let error = try #require(throws: KeyFileError.self) { try parse(text) }
        #expect(error.code == .malformed)
        #expect(error.message.hasPrefix("line \(lineNumber) "))
        #expect(!error.description.contains("AAAA"))
    }

    @Test("4096 bytes are read, 4097 are not")
    func limit() throws {
        let comment = "#" + String(repeating: "x", count: KeyFile.maximumByteCount - Self.line.utf8.count - 2) + "\n"
        #expect(try parse(comment + Self.line).did.description == Self.did)
        #expect(try #require(throws: KeyFileError.self) { try parse("#" + comment + Self.line) }.code == .tooLarge)
    }

    private func parse(_ text: String) throws -> SigningKey {
        try KeyFile.parse(text.utf8Span.span)
    }
}
