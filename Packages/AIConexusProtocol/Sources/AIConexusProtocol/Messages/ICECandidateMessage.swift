// SPDX-License-Identifier: MIT

/// `ICE_CANDIDATE`: one more address at which the sender may be reached, `{"candidate", "sdp_mid"?,
/// "sdp_mline_index"?}`.
///
/// Source: PROTOCOL_DESIGN, "Direct path".
public struct ICECandidateMessage: Equatable, Sendable {
    /// The candidate line (RFC 8839), empty to say that there are no more.
    public var candidate: String
    /// The media section by its id.
    public var mediaID: String?
    /// The media section by its place, from 0.
    public var mediaLineIndex: Int?

    /// Creates a message about one candidate.
    public init(candidate: String, mediaID: String? = nil, mediaLineIndex: Int? = nil) {
        self.candidate = candidate
        self.mediaID = mediaID
        self.mediaLineIndex = mediaLineIndex
    }

    init(checked object: JSONObject) {
        candidate = object.text(.candidate)
        mediaID = object[.sdpMediaID]?.string
        mediaLineIndex = object[.sdpMediaLineIndex]?.int
    }

    var json: JSONObject {
        var object = JSONObject()
        object.set(.candidate, candidate)
        object.set(.sdpMediaID, mediaID)
        object.set(.sdpMediaLineIndex, mediaLineIndex)
        return object
    }
}
