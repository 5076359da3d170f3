// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Testing

@Suite("Envelope")
struct EnvelopeTests {
    @Test("a payload of every shape survives signing and reading", arguments: Samples.payloads)
    func roundTrip(payload: Payload) throws {
        var envelope = Samples.envelope(payload)
        envelope.correlationID = Samples.otherID
        envelope.expires = Samples.now.advanced(by: .seconds(60))
        envelope.trace = TraceContext(
            traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            tracestate: "a=1"
        )
        envelope.additionalMembers = ["x-extra": [1, .null], "zz": "last"]
        let bytes = try MessageSigner(key: Samples.alice).sign(envelope)
        #expect(try AIConexusProtocolTests.envelope(bytes) == envelope)
        let view = try EnvelopeView(scanning: bytes.span)
        #expect(view.isCanonical)
        #expect(view.type == payload.type)
        #expect(view.correlationID == Samples.otherID)
    }

    @Test("another form of the same text reads the same, and gives the same signed bytes")
    func rewritten() throws {
        let bytes = try Samples.signed(.execRequest(ExecRequest(capability: "a", args: ["n": 1])))
        let pretty = " " + String(decoding: bytes, as: UTF8.self).replacing(",", with: " ,\n") + "\n"
        let view = try EnvelopeView(scanning: pretty.utf8Span.span)
        #expect(!view.isCanonical)
        #expect(try envelope(Array(pretty.utf8)) == envelope(bytes))
        var (first, second): ([UInt8], [UInt8]) = ([], [])
        view.appendSignedBytes(of: pretty.utf8Span.span, to: &first)
        try EnvelopeView(scanning: bytes.span).appendSignedBytes(of: bytes.span, to: &second)
        #expect(first == second)
    }

    @Test(
        "the signed bytes are the canonical text of the object without its signature",
        arguments: ["aaa", "sig", "zzz"]
    )
    func signedBytes(extra: String) throws {
        // The signature may be in the middle, or the last member but for one added after it.
        let bytes = try Samples.signed(.ping(Heartbeat()), replacing: [JSONName(extra): "x"])
        var signed: [UInt8] = []
        try EnvelopeView(scanning: bytes.span).appendSignedBytes(of: bytes.span, to: &signed)
        var object = try #require(JSONValue(parsing: String(decoding: bytes, as: UTF8.self)).object)
        object["signature"] = nil
        #expect(signed == JSONValue.object(object).canonicalBytes())
    }

    @Test("null correlation_id is no correlation_id")
    func nullCorrelation() throws {
        let bytes = try Samples.signed(.ping(Heartbeat()), replacing: ["correlation_id": .some(.null)])
        #expect(try envelopeView(bytes).correlationID == nil)
    }

    @Test("a text longer than the limit is refused before it is read")
    func size() {
        let text = Array(repeating: UInt8(ascii: "x"), count: 101)
        #expect(throws: ProtocolError(.payloadTooLarge, "the message has 101 bytes, the limit is 100")) {
            try envelopeView(text, limits: JSONLimits(maximumByteCount: 100))
        }
    }

    @Test("a message that was read under wider limits than the usual ones can be held as values")
    func widerLimits() throws {
        let limits = JSONLimits(maximumDepth: 64, maximumByteCount: 1 << 22)
        let deep = (0..<40).reduce(JSONValue.null) { inner, _ in [inner] }
        let long = JSONValue.string(String(repeating: "x", count: 1 << 20))
        let message = Samples.envelope(.execRequest(ExecRequest(args: ["deep": deep, "long": long])))
        let bytes = try MessageSigner(key: Samples.alice, limits: limits).sign(message)
        let view = try envelopeView(bytes, limits: limits)
        #expect(try Envelope(view, in: bytes.span) == message)
        #expect(throws: ProtocolError.self) { try envelopeView(bytes) }
    }

    @Test("a text cut anywhere is refused without a trap")
    func truncated() throws {
        let bytes = try Samples.signed(.register(Samples.register))
        for count in 0..<bytes.count {
            #expect(throws: ProtocolError.self) { try envelopeView(Array(bytes.prefix(count))) }
        }
    }
}
