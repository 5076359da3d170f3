// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Testing

@testable import AIConexusGateway

@Suite("ICEServerFile")
struct ICEServerFileTests {
    private func parse(_ text: String) throws -> [ICEServer] {
        try ICEServerFile.parse(Array(text.utf8), path: "ice.json")
    }

    @Test("servers are read as browsers take them, with one address or several")
    func servers() throws {
        let text = """
            [{"urls": "stun:a:3478"}, {"urls": ["turn:b", "turns:b"], "username": "u", "credential": "secret"}]
            """
        #expect(
            try parse(text) == [
                ICEServer(urls: ["stun:a:3478"]),
                ICEServer(urls: ["turn:b", "turns:b"], username: "u", credential: "secret"),
            ]
        )
        #expect(try parse("[]") == [])
        let ending = try parse(#"[{"urls": "turn:b", "expires": "2027-01-15T08:00:00Z"}]"#)
        #expect(ending == [ICEServer(urls: ["turn:b"], expires: Timestamp(secondsSinceEpoch: 1_800_000_000))])
    }

    @Test(
        "anything else is refused with the server's place, and without its credential",
        arguments: [
            "{}", "[1]", "[{}]", #"[{"urls": []}]"#, #"[{"urls": [""]}]"#,
            #"[{"urls": ["a", 1], "credential": "secret"}]"#,
            #"[{"urls": "a", "user": "u"}]"#, #"[{"urls": "a", "expires": 1}]"#,
            #"[{"urls": "a", "expires": "soon"}]"#, #"[{"urls": "a", "credential": ["secret"]}]"#, "[", "",
            "[\(Array(repeating: #"{"urls": "a"}"#, count: 33).joined(separator: ","))]",
        ]
    )
    func malformed(_ text: String) {
        let error = #expect(throws: StateError.self) { try parse(text) }
        #expect(error?.code == .malformed)
        #expect(error?.message.contains("ice.json must be") == true)
        #expect(error?.message.contains("secret") == false)
    }
}
