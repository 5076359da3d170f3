// SPDX-License-Identifier: MIT

/// A section of a description that is not for the data channels, such as audio.
///
/// It is refused in every answer, and keeps its place in the order for as long as the connection lives (RFC 9429
/// §5.2.2).
public struct UnusedSection: Hashable, Sendable {
    /// What would be sent: `audio`, `video`, `application`.
    public let media: String
    /// The stack of protocols, such as `UDP/TLS/RTP/SAVPF`.
    public let protocolName: String
    /// The formats that it names, with spaces between them.
    public let formats: String
    /// The name of the section, where it has one.
    public let mid: String?

    init(_ section: SDPDocument.Section) throws(PeerConnectionError) {
        media = String(section.media)
        protocolName = String(section.protocolName)
        formats = section.formats.joined(separator: " ")
        mid = try SessionDescription.mid(of: section.attributes)
    }

    /// The section, refused: its port is 0 (RFC 3264 §6).
    var lines: [String] {
        ["m=\(media) 0 \(protocolName) \(formats)", "c=IN IP4 0.0.0.0"] + (mid.map { ["a=mid:\($0)"] } ?? [])
    }
}
