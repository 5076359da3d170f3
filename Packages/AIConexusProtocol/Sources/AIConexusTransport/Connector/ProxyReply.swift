// SPDX-License-Identifier: MIT

/// Reads a proxy's answer to CONNECT: a status line and fields, of which only the status matters.
struct ProxyReply: Equatable {
    /// What the bytes so far amount to.
    enum Outcome: Equatable {
        case incomplete
        /// The tunnel is open.
        case established
        case failed(TransportError)
    }

    /// The longest answer that is read, in bytes.
    static let longest = 16 << 10
    /// How much of a status line ends up in an error, in bytes.
    private static let quoted = 100

    private var bytes: [UInt8] = []

    /// Takes bytes of the answer; after an outcome nothing more is passed in.
    mutating func received(_ fresh: Span<UInt8>) -> Outcome {
        // The end may lie across the pieces, by up to three bytes.
        let searched = max(0, bytes.count - 3)
        bytes.append(fresh)
        guard let end = endOfFields(from: searched) else {
            return bytes.count <= Self.longest ? .incomplete : failed("its answer is too long")
        }
        guard let status = statusLine() else { return failed("its answer is not HTTP") }
        guard status.isSuccess else { return failed("it answered \"\(status.text)\"") }
        // All that is tunnelled begins with us: a byte of the other side can only be the proxy's own.
        return end == bytes.count ? .established : failed("it sent more than its answer")
    }

    private func endOfFields(from start: Int) -> Int? {
        guard bytes.count >= 4 else { return nil }
        for index in start...(bytes.count - 4) where bytes[index] == 13 {
            if bytes[index + 1] == 10, bytes[index + 2] == 13, bytes[index + 3] == 10 { return index + 4 }
        }
        return nil
    }

    /// `HTTP/1.x nnn reason` (RFC 9112 §4).
    private func statusLine() -> (isSuccess: Bool, text: String)? {
        let line = bytes.prefix { $0 != 13 }
        guard line.count >= 12, line.starts(with: "HTTP/1.".utf8), line[8] == UInt8(ascii: " ") else { return nil }
        let digits = line[9..<12]
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }), line.count == 12 || line[12] == UInt8(ascii: " ")
        else {
            return nil
        }
        // What a stranger wrote is quoted as printable ASCII, and not at length.
        let text = line.dropFirst(9).prefix(Self.quoted).map { (0x20...0x7E).contains($0) ? $0 : UInt8(ascii: "?") }
        return (digits.first == UInt8(ascii: "2"), String(decoding: text, as: UTF8.self))
    }

    private func failed(_ why: String) -> Outcome {
        .failed(TransportError(.proxyFailed, "the proxy opened no tunnel: \(why)"))
    }
}
