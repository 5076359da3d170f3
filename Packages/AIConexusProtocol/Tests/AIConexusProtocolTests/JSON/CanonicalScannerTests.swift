// SPDX-License-Identifier: MIT

import AIConexusTestSupport
import Testing

@testable import AIConexusProtocol

@Suite("CanonicalScanner")
struct CanonicalScannerTests {
    @Test(
        "canonical texts are accepted",
        arguments: [
            "null", "true", "false", "0", "-1", "1e+21", "1e-7", "0.1", "\"\"", #""\u000f\n\"""#, "[]", "{}", "[[],{}]",
            #"{"a":1,"b":{"c":[1,"x"]}}"#, "{\"\u{1F600}\":1,\"\u{FB33}\":2}", #"{"":0,"a":1}"#, #"{"\n":1,"a":2}"#,
            #"{"\u001e":1,"\u001f":2}"#, #"{"a b":1,"a\"":2,"ab":3}"#, "\"\u{7F}\"",
            #"{"\b":1,"\t":2,"\n":3,"\u000b":4,"\f":5,"\r":6}"#,
        ]
    )
    func accepted(text: String) throws {
        #expect(isCanonical(text))
        #expect(try JSONValue(parsing: text).canonicalText == text)
    }

    @Test(
        "other texts are not",
        arguments: [
            "", " ", " 1", "1 ", "[1, 2]", "{\"a\": 1}", #"{"b":1,"a":2}"#, #"{"a":1,"a":2}"#, "1.0", "-0", "1E5",
            "1e5", "01", "+1",
            "100000000000000000000000", "0.0000001", #""\/""#, #""\u0041""#, #""\u001F""#, #""\u000a""#, #""\u007f""#,
            "\"\t\"",
            "[1,]", "[,1]", "{,}", "[1", "{\"a\"", "{\"a\":", "{\"a\":1", "tru", "nul", "\"", "\"\\", "\"\\u00",
            "{1:2}", "[}", "{]",
            "{\"\u{FB33}\":1,\"\u{1F600}\":2}", #"{"a":1,"":0}"#, #"{"\u001f":1,"\u001e":2}"#, #"{"a":1,"\n":2}"#,
            "1e400", "NaN",
            "9007199254740993", "12345678901234567890", "0.10000000000000001", "truex", "{}{}", "[][]",
        ]
    )
    func refused(text: String) {
        #expect(!isCanonical(text))
        if let value = try? JSONValue(parsing: text) { #expect(value.canonicalText != text) }
    }

    @Test("the limits hold at n and not at n + 1")
    func limits() {
        let deep = String(repeating: "[", count: 32) + String(repeating: "]", count: 32)
        #expect(isCanonical(deep))
        #expect(!isCanonical("[\(deep)]"))
        let deepObjects = String(repeating: #"{"a":"#, count: 31) + "{}" + String(repeating: "}", count: 31)
        #expect(isCanonical(deepObjects))
        #expect(!isCanonical("[\(deepObjects)]"))
        #expect(!isCanonical(#"{"a":\#(deepObjects)}"#))
        let narrow = JSONLimits(maximumValueCount: 3, maximumSlowNumberCount: 1)
        #expect(isCanonical("[1,[2]]", limits: narrow))
        #expect(!isCanonical("[1,[2],3]", limits: narrow))
        #expect(isCanonical("[1e+21]", limits: narrow))
        #expect(!isCanonical("[1e+21,1e+22]", limits: narrow))
    }

    /// The invariant that the whole signature check rests on.
    private func agrees(_ bytes: [UInt8]) -> Bool {
        let isCanonical = isCanonical(bytes)
        guard let value = try? JSONValue(parsing: bytes.span) else { return !isCanonical }
        return (value.canonicalBytes() == bytes) == isCanonical
    }

    @Test("scan and reader agree on mutated canonical texts", arguments: [UInt64(1), 2, 3, 4])
    func agreement(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            #"{"a":[1,0.5,-3,1e+21,1e-7,123456789012345680000],"é":"\n\u001f\"x\\","ﬀ":null,"😀":true}"#,
            #"{"args":{"text":"hello \u0000 wörld"},"capability":"text.upper","list":[[],{},[{"a":false}]]}"#,
            #"[5e-324,1.7976931348623157e+308,0.000001,9007199254740991,9007199254740992,4.35,333333333.33333329]"#,
        ]
        let alphabet =
            Array(#""\{}[],:0123456789.eE+-truefalsnub /"#.utf8) + [0x00, 0x1F, 0x7F, 0x80, 0xC3, 0xEF, 0xF0, 0x9F]
        for round in 0..<20_000 {
            var bytes = Array((pieces.randomElement(using: &generator) ?? "").utf8)
            for _ in 0..<Int.random(in: 0...3, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                let byte = alphabet.randomElement(using: &generator) ?? 0
                switch Int.random(in: 0...3, using: &generator) {
                case 0: bytes[place] = byte
                case 1: bytes.insert(byte, at: place)
                case 2 where bytes.count > 1: bytes.remove(at: place)
                default: bytes.swapAt(place, Int.random(in: 0..<bytes.count, using: &generator))
                }
            }
            if !agrees(bytes) {
                Issue.record("seed \(seed) round \(round): \(String(decoding: bytes, as: UTF8.self))")
                return
            }
        }
    }

    @Test("a canonical text cut anywhere is refused without a trap")
    func truncated() {
        let text = Array(#"{"a":[1,0.5,"\u001fé😀"],"b":{"c":true,"d":null}}"#.utf8)
        for count in 0..<text.count {
            let cut = Array(text.prefix(count))
            #expect(!isCanonical(cut))
            var index = EnvelopeIndex()
            let isEnvelope = index.scan(cut.span, limits: .standard)
            #expect(!isEnvelope)
        }
    }
}
