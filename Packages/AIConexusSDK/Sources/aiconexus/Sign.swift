// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol

/// `aiconexus sign`.
enum Sign {
    private static let key = CommandOption.value(
        "key",
        letter: "k",
        "FILE",
        help: "the key file of the identity that signs",
        isRequired: true
    )

    static let command = Command(
        "sign",
        summary: "sign a message",
        details: [
            "Reads an envelope as JSON on standard input and writes it in canonical form with its signature, without a "
                + "line feed at the end. 'id', 'timestamp', 'version' and 'from' are filled in when they are missing; a "
                + "signature that is there is replaced.",
            "A message that a receiver would find malformed, or one from another identity, is not signed. With --lines a "
                + "refused line becomes '!' and the reason, and the status is 1 at the end.",
        ],
        options: [key, .lines],
        examples: ["aiconexus sign --key agent.key < message.json > signed.json"]
    ) { arguments, console in
        let key = try KeyFile.readForCommand(path: arguments.value(of: key))
        let signer = MessageSigner(key: key)
        let filter = TextFilter(
            isLineByLine: arguments.contains(.lines),
            maximumByteCount: signer.limits.maximumByteCount
        )
        return try filter.run(on: console) { text throws(CommandError) in
            try signed(text, by: signer)
        }
    }

    private static func signed(_ text: [UInt8], by signer: MessageSigner) throws(CommandError) -> [UInt8] {
        guard var object = try JSONValue(readingForCommand: text, limits: signer.limits).object else {
            throw CommandError(.failed, "expected an object, found another value")
        }
        var randomness = SystemRandomNumberGenerator()
        object.fillInEnvelope(
            id: .random(using: &randomness),
            timestamp: .systemTime(),
            from: signer.key.did
        )
        do throws(ProtocolError) {
            return try signer.sign(object)
        } catch {
            throw CommandError(.failed, error.description, cause: error)
        }
    }
}

extension JSONObject {
    /// Adds the members of an envelope that are missing and need no decision; those that are there stay.
    fileprivate mutating func fillInEnvelope(id: MessageID, timestamp: Timestamp, from: DID) {
        let defaults: JSONObject = [
            "id": .string(id.description),
            "timestamp": .string(timestamp.description),
            "version": .string(ProtocolVersion.current.description),
            "from": .string(from.description),
        ]
        for member in defaults where self[member.name] == nil { self[member.name] = member.value }
    }
}
