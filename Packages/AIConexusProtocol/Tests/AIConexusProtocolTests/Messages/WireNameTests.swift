// SPDX-License-Identifier: MIT

import Testing

@testable import AIConexusProtocol

@Suite("WireName")
struct WireNameTests {
    @Test("every name is found wherever it stands, and nothing like it", arguments: WireName.allCases)
    func found(name: WireName) {
        let text = Array(name.rawValue.utf8)
        #expect(WireName.find(text, 0..<text.count) == name)
        let padded = Array("xx".utf8) + text + Array("yyyyyyyyyyyy".utf8)
        #expect(WireName.find(padded, 2..<(2 + text.count)) == name)
        for index in text.indices {
            var changed = text
            changed[index] ^= 1
            let other = String(decoding: changed, as: UTF8.self)
            #expect(WireName.find(changed, 0..<changed.count) == WireName(rawValue: other))
        }
        #expect(WireName.find((text + [0]), 0..<(text.count + 1)) == nil)
        let shorter = String(decoding: text.dropLast(), as: UTF8.self)
        #expect(WireName.find(text, 0..<(text.count - 1)) == WireName(rawValue: shorter))
    }

    @Test("no name, and a long one, are unknown")
    func extremes() {
        let long = Array(repeating: UInt8(ascii: "a"), count: 100)
        #expect(WireName.find(long, 0..<100) == nil)
        #expect(WireName.find(long, 3..<3) == nil)
    }
}
