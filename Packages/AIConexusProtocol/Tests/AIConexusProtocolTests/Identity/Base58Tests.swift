// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Foundation
import Testing

@Suite("Base58")
struct Base58Tests {
    @Test(
        "examples of the Internet draft and of Bitcoin",
        arguments: [
            ("", ""),
            ("00", "1"),
            ("0000287fb4cd", "11233QC4"),
            ("48656c6c6f20576f726c6421", "2NEpo7TZRRrLZSi2U"),
            ("516b6fcd0f", "ABnLTmg"),
            ("00eb15231dfceb60925886b67d065299925915aeb172c06647", "1NS17iag9jJgTHD1VXjvLCEnZuQ3rJDE9L"),
        ]
    )
    func examples(hexadecimal: String, text: String) throws {
        let bytes = try #require([UInt8](hexadecimal: hexadecimal))
        #expect(Base58.encode(bytes.span) == text)
        #expect(try Base58.decode(text) == bytes)
    }

    @Test("Bitcoin's pairs, both ways", .vectors("base58"))
    func publishedPairs() throws {
        let data = try Data(Vectors.bytes("base58/base58_encode_decode.json"))
        let pairs = try JSONDecoder().decode([[String]].self, from: data)
        #expect(pairs.count == 21)
        for pair in pairs {
            let bytes = try #require([UInt8](hexadecimal: pair[0]))
            #expect(Base58.encode(bytes.span) == pair[1])
            #expect(try Base58.decode(pair[1]) == bytes)
        }
    }

    @Test("random bytes of every length up to 100 come back, leading zeros too")
    func roundTrip() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        for count in 0...100 {
            for zeroCount in [0, 1, count / 2, count] where zeroCount <= count {
                let bytes = [UInt8](repeating: 0, count: zeroCount) + generator.bytes(count - zeroCount)
                let text = Base58.encode(bytes.span)
                #expect(try Base58.decode(text) == bytes, "seed \(seed)")
            }
        }
    }

    @Test("each byte outside the alphabet is refused with its place")
    func foreignCharacters() {
        let alphabet = Set("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)
        for byte in UInt8.min ... .max where !alphabet.contains(byte) {
            for place in [0, 1, 10, 23] {
                let text = [UInt8]((0..<24).map { $0 == place ? byte : UInt8(ascii: "z") })
                #expect(refusal(of: text) == BaseEncodingError(.invalidCharacter, byteOffset: place))
            }
        }
    }

    @Test("1024 characters are read, 1025 are not")
    func limit() throws {
        let text = String(repeating: "z", count: Base58.maximumTextByteCount)
        let bytes = try Base58.decode(text)
        #expect(Base58.encode(bytes.span) == text)
        #expect(refusal(of: text.utf8 + [UInt8(ascii: "z")]) == BaseEncodingError(.wrongLength, byteOffset: 1025))
    }

    private func refusal(of text: [UInt8]) -> BaseEncodingError? {
        do {
            _ = try Base58.decode(text.span)
            return nil
        } catch {
            return error
        }
    }
}
