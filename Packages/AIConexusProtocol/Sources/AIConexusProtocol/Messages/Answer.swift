// SPDX-License-Identifier: MIT

/// `ANSWER`: the session description that accepts a direct connection, `{"sdp"}`.
///
/// Source: PROTOCOL_DESIGN, "Direct path".
public struct Answer: Equatable, Sendable {
    /// The session description (RFC 8866).
    public var sdp: String

    /// Creates an answer.
    public init(sdp: String) {
        self.sdp = sdp
    }

    var json: JSONObject { ["sdp": .string(sdp)] }
}
