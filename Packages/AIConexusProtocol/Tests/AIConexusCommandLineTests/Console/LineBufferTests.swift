// SPDX-License-Identifier: MIT

import Testing

@testable import AIConexusCommandLine

@Suite("LineBuffer")
struct LineBufferTests {
    private func cut(_ text: String, chunkByteCount: Int, maximumByteCount: Int) -> [InputLine] {
        var buffer = LineBuffer()
        var lines: [InputLine] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            buffer.append(Array(rest.prefix(chunkByteCount)))
            rest = rest.dropFirst(chunkByteCount)
            while let line = buffer.next(maximumByteCount: maximumByteCount) { lines.append(line) }
        }
        if let line = buffer.last(maximumByteCount: maximumByteCount) { lines.append(line) }
        return lines
    }

    @Test("lines are the same however the bytes arrive", arguments: 1...20)
    func chunks(_ chunkByteCount: Int) {
        let text = "one\n\ntwo\r\n123456\n1234567\n123456789012345\nlast"
        #expect(
            cut(text, chunkByteCount: chunkByteCount, maximumByteCount: 6) == [
                .line(Array("one".utf8)), .line([]), .line(Array("two\r".utf8)), .line(Array("123456".utf8)), .tooLong,
                .tooLong, .line(Array("last".utf8)),
            ]
        )
    }

    @Test("a last line without a line feed obeys the limit too", arguments: 1...8)
    func last(_ chunkByteCount: Int) {
        let lines = { (text: String) in cut(text, chunkByteCount: chunkByteCount, maximumByteCount: 6) }
        #expect(lines("") == [])
        #expect(lines("a\n") == [.line([UInt8(ascii: "a")])])
        #expect(lines("a\n123456") == [.line([UInt8(ascii: "a")]), .line(Array("123456".utf8))])
        #expect(lines("a\n1234567") == [.line([UInt8(ascii: "a")]), .tooLong])
    }

    @Test("of a line that is too long nothing is kept")
    func memory() {
        var buffer = LineBuffer()
        for _ in 0..<100 {
            buffer.append([UInt8](repeating: 0x61, count: 10))
            #expect(buffer.next(maximumByteCount: 15) == nil)
            #expect(buffer.heldByteCount <= 15)
        }
        buffer.append([UInt8(ascii: "\n"), UInt8(ascii: "b"), UInt8(ascii: "\n")])
        #expect(buffer.next(maximumByteCount: 15) == .tooLong)
        #expect(buffer.next(maximumByteCount: 15) == .line([UInt8(ascii: "b")]))
    }
}
