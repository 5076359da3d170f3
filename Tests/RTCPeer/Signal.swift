// SPDX-License-Identifier: MIT

import AIConexusWebRTC
import Foundation

/// A line between the program and whoever carries it to the other peer.
enum Signal {
    /// `{"type": "offer" | "answer", "sdp": …}`
    case description(SessionDescription)
    /// `{"candidate": …}`, empty for the end of the candidates.
    case candidate(ICECandidate)
    /// `{"type": "bye"}`
    case bye

    private struct Line: Codable {
        var type: String?
        var sdp: String?
        var candidate: String?
    }

    /// Reads a line.
    init(_ text: some DataProtocol) throws {
        let line = try JSONDecoder().decode(Line.self, from: Data(text))
        if line.type == "bye" {
            self = .bye
        } else if let kind = line.type.flatMap(SessionDescription.Kind.init(rawValue:)) {
            self = .description(try SessionDescription(kind, line.sdp ?? ""))
        } else {
            self = .candidate(try ICECandidate(line.candidate ?? ""))
        }
    }

    /// The line, without its end.
    var text: String {
        let line =
            switch self {
            case .description(let description): Line(type: description.kind.rawValue, sdp: description.text)
            case .candidate(let candidate): Line(candidate: candidate.line)
            case .bye: Line(type: "bye")
            }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        // A structure of three texts can be encoded.
        return (try? encoder.encode(line)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
