// SPDX-License-Identifier: MIT

import Testing

@testable import AIConexusProtocol

@Suite("Golden sealed payloads")
struct GoldenSealedTests {
    /// The process keys of an identity; the fixtures hold the secret, so the pair is made from it.
    private func sealer(_ name: String) throws -> PayloadSealer {
        let pair = try #require(Golden.cases(Golden.keys, "key_exchange").first { $0.name == name })
        let key = KeyExchangeKey(secret: pair.hex("secret_hex").span)
        #expect(key.publicKey.base64URL == pair.text("kex"))
        return PayloadSealer(key: key)
    }

    @Test("sealed messages open to the golden plaintext, and are sealed to the same bytes")
    func opened() throws {
        for message in Golden.cases(Golden.messages, "messages") {
            guard let sealed = message.object["sealed"]?.object.map(GoldenCase.init) else { continue }
            let envelope = try envelope(Array(message.text("signed").utf8))
            let opened = try sealer(sealed.text("receiver")).open(envelope)
            let inner = try #require(JSONValue(parsing: sealed.text("plaintext")).object)
            #expect(opened.payload.json == inner["payload"]?.object)
            guard case .sealed(_, let box) = envelope.payload else {
                Issue.record("\(message.name) is not sealed")
                continue
            }
            let again = try sealer(message.text("signer")).seal(opened, for: box.to, nonce: box.nonce)
            #expect(again == envelope)
        }
    }

    @Test("boxes that must not open are refused as they should be", arguments: Golden.cases(Golden.sealed, "cases"))
    func refused(example: GoldenCase) throws {
        let envelope = try envelope(example.bytes)
        do {
            _ = try sealer(GoldenCase(object: Golden.sealed).text("receiver")).open(envelope)
            Issue.record("opened")
        } catch let error as ProtocolError {
            #expect(error.code.wireName == example.text("code"), "\(error)")
            #expect(error.reason == example.optional("reason"), "\(error)")
            #expect(error.pointer == example.optional("pointer"), "\(error)")
            #expect(ErrorReport(error).details?["pointer"] == nil)
        }
    }

    @Test("a message that is not sealed is opened as it is")
    func clear() throws {
        let envelope = Samples.envelope(.execRequest(ExecRequest(capability: "a")))
        #expect(try PayloadSealer().open(envelope) == envelope)
    }
}
