// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Testing

@Suite("MessageID")
struct MessageIDTests {
    @Test("random ids are version 4, of RFC 9562's variant, and survive their text")
    func random() throws {
        var generator = SeededGenerator(seed: 41)
        for _ in 0..<1_000 {
            let id = MessageID.random(using: &generator)
            #expect(id.high >> 12 & 0xF == 4)
            #expect(id.low >> 62 == 0b10)
            #expect(id.description.utf8.count == MessageID.textByteCount)
            #expect(MessageID(id.description) == id)
        }
    }

    @Test(
        "any version is read",
        arguments: ["00000000-0000-0000-0000-000000000000", "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"]
    )
    func anyVersion(text: String) {
        #expect(MessageID(text)?.description == text)
    }

    @Test(
        "another form is refused",
        arguments: [
            "", "7f0c9a3e-5b1d-4c62-9d43-8a1f6e2b7c9", "7f0c9a3e-5b1d-4c62-9d43-8a1f6e2b7c900",
            "7F0C9A3E-5B1D-4C62-9D43-8A1F6E2B7C90", "7f0c9a3e5b1d-4c62-9d43-8a1f6e2b7c90-",
            "7f0c9a3e-5b1d-4c62-9d43-8a1f6e2b7c9g", "{f0c9a3e-5b1d-4c62-9d43-8a1f6e2b7c9}",
        ]
    )
    func refused(text: String) {
        #expect(MessageID(text) == nil)
    }

    @Test("each of the four hyphens must be one", arguments: [8, 13, 18, 23])
    func hyphens(place: Int) {
        for other in ["0", "_", "a"].map({ Array($0.utf8)[0] }) {
            var text = Array(Samples.id.description.utf8)
            text[place] = other
            #expect(MessageID(String(decoding: text, as: UTF8.self)) == nil)
        }
    }
}
