// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// The text of an agent's `REGISTER`, kept so that what others are told of the agent is what it said itself.
enum RegistrationText {
    /// What a `REGISTER` may ask of its reader, beyond the limits of every message.
    ///
    /// Descriptors travel on inside answers, a few levels deeper and together with others': whatever the gateway
    /// accepts here must leave room for that, or one agent could make answers about all unreadable.
    private static func limits(_ limits: JSONLimits) -> JSONLimits {
        var limits = limits
        limits.maximumDepth = max(limits.maximumDepth - additionalDepth, 1)
        limits.maximumSlowNumberCount = limits.maximumSlowNumberCount / AgentListing.maximumLimit - 1
        return limits
    }

    /// `result`, `changes`, a change and `agent` stand around what stood in the payload.
    private static let additionalDepth = 4

    /// Checks that descriptors can be passed on.
    ///
    /// - Throws: `MALFORMED_MESSAGE`.
    static func check(_ text: Span<UInt8>, limits: JSONLimits) throws(ProtocolError) {
        do throws(JSONError) {
            _ = try JSONValue(parsing: text, limits: self.limits(limits))
        } catch {
            throw ProtocolError(
                .malformedMessage,
                "a registration leaves room for what is around it in answers: \(error.message)",
                byteOffset: error.byteOffset
            )
        }
    }

    /// The payload of a text that was accepted.
    static func payload(of text: [UInt8]) -> JSONObject {
        let limits = JSONLimits(
            maximumDepth: JSONLimits.deepestMaximum,
            maximumByteCount: .max,
            maximumValueCount: .max,
            maximumSlowNumberCount: .max
        )
        guard let message = try? JSONValue(parsing: text.span, limits: limits).object else {
            preconditionFailure("a registration was accepted that is no JSON object")
        }
        return message["payload"]?.object ?? [:]
    }
}
