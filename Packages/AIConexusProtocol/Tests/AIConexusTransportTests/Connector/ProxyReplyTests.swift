// SPDX-License-Identifier: MIT

import Testing

@testable import AIConexusTransport

@Suite("ProxyReply")
struct ProxyReplyTests {
    private static func outcome(_ text: String) -> ProxyReply.Outcome {
        var reply = ProxyReply()
        return reply.received(Array(text.utf8).span)
    }

    @Test(
        "a status of 200 to 299 opens the tunnel",
        arguments: ["HTTP/1.1 200 Connection established\r\n\r\n", "HTTP/1.0 204\r\nVia: x\r\nServer: y\r\n\r\n"]
    )
    func established(text: String) {
        #expect(Self.outcome(text) == .established)
        // The same byte by byte.
        var reply = ProxyReply()
        for byte in text.utf8.dropLast() { #expect(reply.received([byte].span) == .incomplete) }
        #expect(reply.received(Array(text.utf8.suffix(1)).span) == .established)
    }

    @Test("a refusal is reported with its status line, made harmless")
    func refused() {
        guard case .failed(let error) = Self.outcome("HTTP/1.1 407 Proxy \u{1B}[31m Authentication\r\n\r\n") else {
            Issue.record("not failed")
            return
        }
        #expect(error.code == .proxyFailed)
        #expect(error.message.contains("407 Proxy ?[31m Authentication"))
    }

    @Test(
        "what is no answer is refused",
        arguments: [
            "SSH-2.0-x\r\n\r\n", "HTTP/2 200\r\n\r\n", "HTTP/1.1 2x0 OK\r\n\r\n", "HTTP/1.1 2000\r\n\r\n", "\r\n\r\n",
            "HTTP/1.1 200 OK\r\n\r\nextra",
        ]
    )
    func malformed(text: String) {
        guard case .failed(let error) = Self.outcome(text) else {
            Issue.record("not failed: \(text)")
            return
        }
        #expect(error.code == .proxyFailed)
    }

    @Test("an answer without end is refused when it gets too long")
    func tooLong() {
        var reply = ProxyReply()
        let line = Array("HTTP/1.1 200 OK\r\n".utf8)
        #expect(
            reply.received((line + [UInt8](repeating: 0x61, count: ProxyReply.longest - line.count)).span)
                == .incomplete
        )
        guard case .failed = reply.received([0x61].span) else {
            Issue.record("not failed")
            return
        }
    }
}
