// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Foundation
import Testing

@Suite("Base64 and Base64URL")
struct Base64Tests {
    @Test(
        "the examples of RFC 4648 section 10",
        arguments: zip(
            ["", "f", "fo", "foo", "foob", "fooba", "foobar"],
            ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"]
        )
    )
    func examples(plain: String, text: String) throws {
        let bytes = [UInt8](plain.utf8)
        let bare = text.filter { $0 != "=" }
        #expect(Base64.encode(bytes.span) == text)
        #expect(Base64URL.encode(bytes.span) == bare)
        #expect(try Base64.decode([UInt8](text.utf8).span) == bytes)
        #expect(try Base64URL.decode([UInt8](bare.utf8).span) == bytes)
    }

    @Test("random bytes of every length agree with Foundation and come back")
    func roundTrip() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        for count in 0...200 {
            let bytes = generator.bytes(count)
            let text = Data(bytes).base64EncodedString()
            let urlText = text.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
            #expect(Base64.encode(bytes.span) == text, "seed \(seed)")
            #expect(Base64URL.encode(bytes.span) == urlText, "seed \(seed)")
            #expect(try Base64.decode([UInt8](text.utf8).span) == bytes, "seed \(seed)")
            #expect(try Base64URL.decode([UInt8](urlText.utf8).span) == bytes, "seed \(seed)")
        }
    }

    @Test("every byte at every place of every group is a digit of its alphabet or is refused there")
    func foreignCharacters() {
        let common = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
        for byte in UInt8.min ... .max where !common.contains(byte) {
            for place in 0..<7 {
                var text = [UInt8]("AAAAAAA".utf8)
                text[place] = byte
                let error = BaseEncodingError(.invalidCharacter, byteOffset: place)
                // A 6-bit digit 62 or 63 at the end has bits that belong to no byte.
                if "-_".utf8.contains(byte) {
                    #expect(urlError(text)?.code == (place == 6 ? .nonZeroPadding : nil))
                } else {
                    #expect(urlError(text) == error)
                }
                let padded = text + [UInt8(ascii: "=")]
                if "+/".utf8.contains(byte) {
                    #expect(standardError(padded)?.code == (place == 6 ? .nonZeroPadding : nil))
                } else if byte != UInt8(ascii: "=") {
                    #expect(standardError(padded) == error)
                }
            }
        }
    }

    @Test(
        "padding is exactly what the length asks for",
        arguments: [
            "A===", "====", "=AAA", "AA=A", "AA=", "AA", "A", "AAA", "AAAA=", "AAAA====", "AA==AAAA", "AAA=AAAA",
        ]
    )
    func padding(text: String) {
        #expect(standardError([UInt8](text.utf8)) != nil)
    }

    @Test("base64url has no padding and no length of one digit too many", arguments: ["AA==", "AAA=", "A", "AAAAA"])
    func urlPadding(text: String) {
        #expect(urlError([UInt8](text.utf8)) != nil)
    }

    @Test("bits that belong to no byte must be zero")
    func unusedBits() {
        for (digit, character) in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8.enumerated() {
            let twoDigits = urlError([UInt8(ascii: "A"), character])
            #expect(twoDigits == (digit & 15 == 0 ? nil : BaseEncodingError(.nonZeroPadding, byteOffset: 1)))
            let threeDigits = urlError([UInt8(ascii: "A"), UInt8(ascii: "A"), character])
            #expect(threeDigits == (digit & 3 == 0 ? nil : BaseEncodingError(.nonZeroPadding, byteOffset: 2)))
        }
    }

    @Test("a buffer of another size than the text's is refused", arguments: [0, 1, 2, 3, 7, 9])
    func exactBuffers(count: Int) {
        var buffer = [UInt8](repeating: 0, count: count)
        var bytes = buffer.mutableSpan
        var failures: [BaseEncodingError] = []
        do {
            try Base64URL.decode([UInt8]("AAAAAA".utf8).span, into: &bytes)
        } catch {
            failures.append(error)
        }
        do {
            try Base64.decode([UInt8]("AAAAAA==".utf8).span, into: &bytes)
        } catch {
            failures.append(error)
        }
        #expect(failures.map(\.code) == [.wrongLength, .wrongLength])
        #expect(failures.map(\.byteOffset) == [6, 8])
    }

    private func standardError(_ text: [UInt8]) -> BaseEncodingError? {
        do {
            _ = try Base64.decode(text.span)
            return nil
        } catch {
            return error
        }
    }

    private func urlError(_ text: [UInt8]) -> BaseEncodingError? {
        do {
            _ = try Base64URL.decode(text.span)
            return nil
        } catch {
            return error
        }
    }
}
