// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol

/// What `aiconexus verify` says about a message.
enum MessageVerdict {
    /// A receiver would act on it.
    case valid(type: MessageType, from: DID)
    /// A receiver would answer with this error.
    case refused(ProtocolError)

    var isValid: Bool {
        if case .valid = self { true } else { false }
    }

    /// Writes the verdict on one line of standard output.
    func write(to console: Console, asJSON: Bool) throws(CommandError) {
        if asJSON {
            try console.writeLine(json: json)
        } else {
            try console.output.writeLine(text(in: console.style))
        }
    }

    /// **Shape:** `{"verdict": "valid", "type", "from"}`, or `{"verdict": "refused", "code", "message", "pointer"?,
    /// "byte_offset"?}`; `pointer` is a JSON pointer (RFC 6901), `byte_offset` counts from 0.
    private var json: JSONObject {
        switch self {
        case .valid(let type, let from):
            return ["verdict": "valid", "type": .string(type.description), "from": .string(from.description)]
        case .refused(let error):
            var object: JSONObject = [
                "verdict": "refused", "code": .string(error.code.wireName), "message": .string(error.message),
            ]
            object["pointer"] = error.pointer.map(JSONValue.string)
            object["byte_offset"] = error.byteOffset.flatMap { JSONNumber(exactly: $0) }.map(JSONValue.number)
            return object
        }
    }

    private func text(in style: TerminalStyle) -> String {
        switch self {
        case .valid(let type, let from): style.text("valid:", .green) + " \(type) from \(from)"
        case .refused(let error):
            style.text("refused:", .red) + " " + PrintableText.line(error.description)
                + (error.byteOffset.map { " at byte \($0)" } ?? "")
        }
    }
}
