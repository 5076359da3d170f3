// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Testing

@Suite("Golden refusals")
struct GoldenRefusalTests {
    @Test(
        "every invalid message is refused with its code at its member",
        arguments: Golden.cases(Golden.invalid, "cases")
    )
    func refused(example: GoldenCase) throws {
        let now = try #require(Timestamp(example.optional("now") ?? GoldenCase(object: Golden.invalid).text("now")))
        var configuration = MessageVerifier.Configuration()
        if let limit = example.object["maximum_bytes"]?.int { configuration.limits.maximumByteCount = limit }
        configuration.recipient = try example.optional("receiver").map { try DID($0) }
        var verifier = MessageVerifier(configuration: configuration, seen: ReplayWindow.forTests)
        if let earlier = example.optional("after") {
            let message = try #require(Golden.cases(Golden.messages, "messages").first { $0.name == earlier })
            _ = try verifier.verify(Array(message.text("signed").utf8).span, now: now)
        }
        let session = try example.optional("session").map { try DID($0) }
        do {
            _ = try verifier.verify(example.bytes.span, now: now, session: session)
            Issue.record("accepted")
        } catch {
            #expect(error.code.wireName == example.text("code"), "\(error)")
            #expect(error.pointer == example.optional("pointer"), "\(error)")
        }
    }

    @Test("documents are written canonically", arguments: Golden.cases(Golden.canonical, "accepted"))
    func canonical(document: GoldenCase) throws {
        #expect(try JSONValue(parsing: document.text("text")).canonicalText == document.text("canonical"))
        #expect(isCanonical(document.text("canonical")))
        #expect(isCanonical(document.text("text")) == (document.text("text") == document.text("canonical")))
    }

    @Test("documents that are no I-JSON are refused", arguments: Golden.cases(Golden.canonical, "refused"))
    func refusedDocuments(document: GoldenCase) {
        let bytes = document.bytes
        #expect(throws: JSONError.self) { try JSONValue(parsing: bytes.span) }
        #expect(!isCanonical(bytes))
    }
}

extension ReplayWindow {
    /// A window with the default bounds and a fixed hash key.
    static var forTests: ReplayWindow {
        ReplayWindow(hashKey: (1, 2))
    }
}
