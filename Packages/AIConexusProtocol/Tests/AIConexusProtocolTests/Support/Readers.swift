// SPDX-License-Identifier: MIT

@testable import AIConexusProtocol

// `#expect` cannot capture a `Span`; these take what it can.

/// Reads an envelope's members.
func envelopeView(_ bytes: [UInt8], limits: JSONLimits = .standard) throws(ProtocolError) -> EnvelopeView {
    try EnvelopeView(scanning: bytes.span, limits: limits)
}

/// Reads a message.
func envelope(_ bytes: [UInt8]) throws(ProtocolError) -> Envelope {
    try Envelope(decoding: bytes.span)
}

/// Whether `bytes` are one canonical JSON value.
func isCanonical(_ bytes: [UInt8], limits: JSONLimits = .standard) -> Bool {
    CanonicalScanner.isCanonical(bytes.span, limits: limits)
}

/// Whether `text` is one canonical JSON value.
func isCanonical(_ text: String, limits: JSONLimits = .standard) -> Bool {
    isCanonical(Array(text.utf8), limits: limits)
}

extension WireName {
    /// The name at `range`.
    static func find(_ bytes: [UInt8], _ range: Range<Int>) -> WireName? {
        let firstWord = bytes.span.shortWord(in: range.prefix(8).startIndex..<range.prefix(8).endIndex)
        let name = CanonicalName(start: range.lowerBound, end: range.upperBound, firstWord: firstWord, isPlain: true)
        return find(name, in: bytes.span)
    }
}

extension ProtocolVersion {
    init?(_ text: String) {
        self.init(decoding: text.utf8Span.span)
    }
}
