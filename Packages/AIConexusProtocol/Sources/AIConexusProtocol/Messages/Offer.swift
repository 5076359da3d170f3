// SPDX-License-Identifier: MIT

/// `OFFER`: the session description that proposes a direct connection, `{"sdp"}`.
///
/// Source: PROTOCOL_DESIGN, "Direct path".
public struct Offer: Equatable, Sendable {
    /// The session description (RFC 8866).
    public var sdp: String

    /// Creates an offer.
    public init(sdp: String) {
        self.sdp = sdp
    }

    var json: JSONObject { ["sdp": .string(sdp)] }
}
