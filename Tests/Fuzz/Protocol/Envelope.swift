// SPDX-License-Identifier: MIT

@testable import AIConexusProtocol

/// A message that is accepted can be held as values and written again; its signed bytes are the canonical text of
/// its members without the signature, however they were found.
func fuzz(_ bytes: [UInt8]) {
    guard let view = try? EnvelopeView(scanning: bytes.span) else { return }
    guard var object = (try? JSONValue(parsing: bytes.span))?.object else {
        fatalError("the view accepts what the reader refuses")
    }
    object["signature"] = nil
    var signed: [UInt8] = []
    view.appendSignedBytes(of: bytes.span, to: &signed)
    require(signed == object.canonicalBytes(), "the signed bytes are not those of the members")
    guard (try? view.checkPayload()) != nil else { return }
    guard let envelope = try? Envelope(view, in: bytes.span) else {
        fatalError("a checked message cannot be held as values")
    }
    require(envelope.id == view.id && envelope.type == view.type, "values and view differ")
    var written = envelope.json
    written["signature"] = .string(view.signature.description)
    let again = JSONValue.object(written).canonicalBytes()
    require((try? Envelope(decoding: again.span)) != nil, "a message that was accepted is refused when written again")
}
