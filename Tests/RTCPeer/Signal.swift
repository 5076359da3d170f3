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

/// Standard output, a line at a time.
enum Output {
    /// Writes one line; a reader that went away is no reason to fail.
    static func write(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        var offset = 0
        while offset < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(1, $0.baseAddress?.advanced(by: offset), $0.count - offset)
            }
            guard count > 0 else { return }
            offset += count
        }
    }

    /// Writes a report: an object with one member.
    static func report(_ name: String, _ value: some CustomStringConvertible) {
        write(value is any Numeric || value is Bool ? "{\"\(name)\":\(value)}" : "{\"\(name)\":\"\(value)\"}")
    }
}
