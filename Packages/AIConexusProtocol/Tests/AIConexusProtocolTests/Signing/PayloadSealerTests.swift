// SPDX-License-Identifier: MIT

import Testing

@testable import AIConexusProtocol

@Suite("PayloadSealer")
struct PayloadSealerTests {
    private let sender = KeyExchangeKey()
    private let reader = KeyExchangeKey()
    private let nonce = SealedBox.Nonce(bytes: [UInt8](repeating: 3, count: 24).span)

    /// A message from Alice to Bob whose box holds `payload`, whatever that is.
    private func envelope(version: ProtocolVersion, sealing payload: JSONObject) throws -> Envelope {
        var inner = Samples.envelope(.execRequest(ExecRequest())).json
        for name: JSONName in ["timestamp", "version"] { inner[name] = nil }
        inner["correlation_id"] = .null
        inner["payload"] = .object(payload)
        let box = SealedBox.seal(
            inner.canonicalBytes().span,
            nonce: nonce,
            key: try sender.sharedKey(with: reader.publicKey)
        )
        let sealed = SealedPayload(from: sender.publicKey, to: reader.publicKey, nonce: nonce, box: box)
        var envelope = Samples.envelope(.sealed(.execRequest, sealed))
        envelope.version = version
        return envelope
    }

    @Test(
        "a sealed payload is not sealed again, in whatever form and minor version",
        arguments: [ProtocolVersion.current, ProtocolVersion(major: 1, minor: 1)],
        [[:], 5, ["box": "", "from_kex": "", "nonce": "", "to_kex": ""]] as [JSONValue]
    )
    func sealedTwice(version: ProtocolVersion, content: JSONValue) throws {
        let envelope = try envelope(version: version, sealing: ["sealed": content])
        let error = #expect(throws: ProtocolError.self) { try PayloadSealer(key: reader).open(envelope) }
        #expect(error?.code == .malformedMessage)
        #expect(error?.pointer == "/payload/sealed")
    }

    @Test("a member that 1.0 does not know is overlooked in a box of 1.1 and refused in one of 1.0")
    func unknownMember() throws {
        let sealer = PayloadSealer(key: reader)
        let later = try envelope(version: ProtocolVersion(major: 1, minor: 1), sealing: ["capability": "a", "new": 1])
        #expect(try sealer.open(later).payload == .execRequest(ExecRequest(capability: "a")))
        let current = try envelope(version: .current, sealing: ["capability": "a", "new": 1])
        let error = #expect(throws: ProtocolError.self) { try sealer.open(current) }
        #expect(error?.pointer == "/payload/new")
    }
}
