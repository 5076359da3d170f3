// SPDX-License-Identifier: MIT

import AIConexusTestSupport
import Testing

@testable import AIConexusGateway

@Suite("TokenList")
struct TokenListTests {
    /// SHA-256 of `abc`, FIPS 180-2 appendix B.1.
    private static let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    private func list(_ text: String) throws -> TokenList { try TokenList(Array(text.utf8), path: "tokens") }

    private func token(_ text: String) throws -> AccessToken {
        try #require(AccessToken(authorization: "Bearer \(text)"))
    }

    @Test("hashes are SHA-256")
    func hash() {
        #expect(TokenHash(of: "abc").description == Self.abc)
        #expect(TokenHash(of: "").description == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(TokenHash(Self.abc)?.matches(TokenHash(of: "abc")) == true)
        #expect(TokenHash(Self.abc)?.matches(TokenHash(of: "abd")) == false)
    }

    @Test("a token of the file is recognised by its name, and no other is")
    func entry() throws {
        let list = try list("# all of them\n\nsha256:\(Self.abc) Build farm 7\nsha256:\(TokenHash(of: "second"))")
        #expect(try list.entry(of: token("abc"))?.name == "Build farm 7")
        #expect(try list.entry(of: token("second"))?.name == "")
        for text in ["abd", "ab", "abcd", Self.abc, "sha256:\(Self.abc)"]
        where AccessToken(authorization: "Bearer \(text)") != nil {
            #expect(try list.entry(of: token(text)) == nil, "\(text)")
        }
        #expect(try self.list("").entry(of: token("abc")) == nil)
    }

    @Test(
        "a line that is no token's is refused with its number",
        arguments: [
            "abc", abc, "sha256:\(abc.dropLast())", "sha256:\(abc)0", "sha256:\(abc.uppercased())", "sha1:\(abc)",
            "sha256: \(abc)", "sha256:\(abc)  two spaces", "sha256:\(abc) \(String(repeating: "n", count: 65))",
            "sha256:\(abc) a\u{7}", " sha256:\(abc)", "sha256:\(abc)\r",
        ]
    )
    func malformed(_ line: String) {
        let error = #expect(throws: StateError.self) { try list("# comment\n\(line)\n") }
        #expect(error?.code == .malformed)
        #expect(error?.message.hasPrefix("line 2 of tokens must be") == true)
        #expect(error?.message.contains(Self.abc) == false)
    }

    @Test("a file that is no UTF-8 is refused")
    func notText() {
        #expect(throws: StateError.self) { try TokenList([0xFF, 0x0A], path: "tokens") }
    }

    @Test("a fresh token is recognised by the line made for it")
    func fresh() throws {
        var generator = SeededGenerator(seed: 1)
        let (first, second) = (AccessToken(using: &generator), AccessToken(using: &generator))
        #expect(first.text != second.text)
        #expect(first.text.wholeMatch(of: /aicx_[A-Za-z0-9_-]{43}/) != nil)
        let list = try list(TokenList.Entry(hash: TokenHash(of: first.text), name: "me").line + "\n")
        #expect(list.entry(of: first)?.name == "me")
        #expect(list.entry(of: second) == nil)
        #expect(try token(first.text).text == first.text)
    }

    @Test(
        "a token is read from the field that carries it",
        arguments: [
            ("Bearer abc", "abc"), ("bearer abc", "abc"), ("BEARER  abc", "abc"),
            ("Bearer a.b-c_d~e+f/g==", "a.b-c_d~e+f/g=="),
            ("Basic abc", nil), ("Bearer", nil), ("Bearer ", nil), ("abc", nil), ("Bearer a b", nil), ("Bearer ä", nil),
            ("Bearer \(String(repeating: "a", count: 256))", String(repeating: "a", count: 256)),
            ("Bearer \(String(repeating: "a", count: 257))", nil), (nil, nil),
        ] as [(String?, String?)]
    )
    func authorization(_ field: String?, _ expected: String?) {
        #expect(AccessToken(authorization: field)?.text == expected)
    }
}
