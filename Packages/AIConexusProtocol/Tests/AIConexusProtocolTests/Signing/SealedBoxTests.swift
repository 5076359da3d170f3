// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Testing

@Suite("SealedBox")
struct SealedBoxTests {
    @Test("the example of “Cryptography in NaCl”, section 10")
    func example() throws {
        let alice = try key("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")
        let bob = try key("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb")
        let nonceBytes = try #require([UInt8](hexadecimal: "69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37"))
        let plaintext = try #require(
            [UInt8](
                hexadecimal: """
                    be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a1ac728d45e6c6129\
                    6cdc3c01233561f41db66cce314adb310e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde\
                    048977eb48f59ffd4924ca1c60902e52f0a089bc76897040e082f937763848645e0705
                    """
            )
        )
        let expected = try #require(
            [UInt8](
                hexadecimal: """
                    f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a4476fb8c531a1186a\
                    c0dfc17c98dce87b4da7f011ec48c97271d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae\
                    90224368517acfeabd6bb3732bc0e9da99832b61ca01b6de56244a9e88d5f9b37973f622a43d14a6599b1f654cb45a74\
                    e355a5
                    """
            )
        )
        let nonce = SealedBox.Nonce(bytes: nonceBytes.span)
        let sealed = SealedBox.seal(plaintext.span, nonce: nonce, key: try alice.sharedKey(with: bob.publicKey))
        #expect(sealed == expected)
        let opened = try SealedBox.open(expected.span, nonce: nonce, key: bob.sharedKey(with: alice.publicKey))
        #expect(opened == plaintext)
    }

    @Test("every length opens again on the other side, and is 16 bytes longer sealed")
    func roundTrip() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let (alice, bob) = (KeyExchangeKey(), KeyExchangeKey())
        let (there, back) = (try alice.sharedKey(with: bob.publicKey), try bob.sharedKey(with: alice.publicKey))
        for count in Array(0...70) + [1000, 65_537] {
            let (plaintext, nonceBytes) = (generator.bytes(count), generator.bytes(24))
            let nonce = SealedBox.Nonce(bytes: nonceBytes.span)
            let box = SealedBox.seal(plaintext.span, nonce: nonce, key: there)
            #expect(box.count == count + SealedBox.overheadByteCount, "seed \(seed)")
            let opened = try SealedBox.open(box.span, nonce: nonce, key: back)
            #expect(opened == plaintext, "seed \(seed)")
        }
    }

    @Test("a box that was changed in any byte, cut anywhere or lengthened does not open")
    func tampering() throws {
        let key = try KeyExchangeKey().sharedKey(with: KeyExchangeKey().publicKey)
        let nonce = SealedBox.Nonce(bytes: [UInt8](repeating: 3, count: 24).span)
        let box = SealedBox.seal([1, 2, 3, 4, 5].span, nonce: nonce, key: key)
        #expect(opens(box, nonce, key))
        for index in box.indices {
            var changed = box
            changed[index] ^= 0x10
            #expect(!opens(changed, nonce, key))
            #expect(!opens(Array(box.prefix(index)), nonce, key))
        }
        #expect(!opens(box + [0], nonce, key))
    }

    @Test("another nonce or another pair does not open a box")
    func otherKeys() throws {
        let (alice, bob) = (KeyExchangeKey(), KeyExchangeKey())
        let key = try alice.sharedKey(with: bob.publicKey)
        let nonce = SealedBox.Nonce(bytes: [UInt8](repeating: 3, count: 24).span)
        let box = SealedBox.seal([1].span, nonce: nonce, key: key)
        let otherNonce = SealedBox.Nonce(bytes: [UInt8](repeating: 4, count: 24).span)
        #expect(!opens(box, otherNonce, key))
        #expect(!opens(box, nonce, try KeyExchangeKey().sharedKey(with: bob.publicKey)))
        #expect(!opens(box, nonce, try alice.sharedKey(with: KeyExchangeKey().publicKey)))
    }

    @Test("a nonce's text is 32 characters and comes back; other texts are refused")
    func nonces() throws {
        var generator = SeededGenerator(seed: 5)
        let bytes = generator.bytes(24)
        let text = SealedBox.Nonce(bytes: bytes.span).base64URL
        #expect(try text.utf8.count == 32 && SealedBox.Nonce(base64URL: text).base64URL == text)
        for wrong in ["", String(text.dropLast()), text + "A", text.dropLast() + "="] {
            let error = #expect(throws: SealingError.self) { try SealedBox.Nonce(base64URL: wrong) }
            #expect(error?.code == .malformedNonce)
        }
    }

    @Test("a nonce of another length is a mistake of the caller's")
    func nonceLength() async {
        await #expect(processExitsWith: .failure) {
            let bytes = [UInt8](repeating: 0, count: 23)
            _ = SealedBox.Nonce(bytes: bytes.span)
        }
    }

    private func key(_ hexadecimal: String) throws -> KeyExchangeKey {
        let secret = try #require([UInt8](hexadecimal: hexadecimal))
        return KeyExchangeKey(secret: secret.span)
    }

    private func opens(_ box: [UInt8], _ nonce: SealedBox.Nonce, _ key: SharedKey) -> Bool {
        do {
            _ = try SealedBox.open(box.span, nonce: nonce, key: key)
            return true
        } catch {
            #expect(error.code == .doesNotOpen)
            return false
        }
    }
}
