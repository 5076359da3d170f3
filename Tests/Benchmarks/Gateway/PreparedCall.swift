// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// A request and its answer, each signed and of ``byteCount`` bytes: what two agents send each other through the gateway.
struct PreparedCall: Sendable {
    /// The size of either message.
    static let byteCount = 530

    /// From the caller.
    let request: [UInt8]
    /// From the callee.
    let response: [UInt8]

    /// Signs a call that may be made for the next two minutes.
    ///
    /// - Throws: a `ProtocolError` when the protocol refuses its own message.
    init(from caller: MessageSigner, to callee: MessageSigner) throws {
        var generator = SystemRandomNumberGenerator()
        let id = MessageID.random(using: &generator)
        var call = ExecRequest(capability: "translate", args: ["lines": ["Bonjour!", 1], "to": "en"])
        call.timeout = .seconds(60)
        request = try Self.sign(caller, to: callee, id) { padding in
            call.args?["note"] = .string(padding)
            return .execRequest(call)
        }
        response = try Self.sign(callee, to: caller, .random(using: &generator), answering: id) { padding in
            .execResponse(ExecResponse(status: .success, result: ["lines": ["Hello!", 1], "note": .string(padding)]))
        }
    }

    private static func sign(
        _ signer: MessageSigner,
        to recipient: MessageSigner,
        _ id: MessageID,
        answering request: MessageID? = nil,
        _ payload: (_ padding: String) -> Payload
    ) throws -> [UInt8] {
        var message = Envelope(
            id: id,
            correlationID: request,
            timestamp: .now,
            from: signer.key.did,
            to: recipient.key.did,
            payload: payload("")
        )
        let bare = JSONValue.object(message.json).canonicalBytes().count + signatureMemberByteCount
        message.payload = payload(String(repeating: "x", count: byteCount - bare))
        let bytes = try signer.sign(message)
        precondition(bytes.count == byteCount, "a message of \(bytes.count) bytes")
        return bytes
    }

    /// `"signature":"…",` with 88 characters.
    private static let signatureMemberByteCount = 103
}
