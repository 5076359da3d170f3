// SPDX-License-Identifier: MIT

import AIConexusWebRTC
import Foundation

/// A line for whoever drives the program: an object with the members that say something.
struct Report: Encodable {
    /// A channel that the peer opened, as it arrived.
    struct Channel: Encodable {
        var label: String
        var `protocol`: String
        var ordered: Bool
        var maxRetransmits: UInt16?
        var maxPacketLifeTime: UInt16?
    }

    var state: String?
    var path: String?
    /// Milliseconds since the program's start.
    var ms: Int?
    var channel: Channel?
    var passed: String?
    var failed: String?
    var why: String?
    var done: Bool?
    /// The connection failed: code and message.
    var fatal: String?
    /// What the peer or the driver sent, and why it was not taken.
    var refused: String?
    var p50: Double?
    var p99: Double?
    var longest: Double?
    var megabytesPerSecond: Double?
    var arrived: Int?
    var of: Int?
}

extension Report {
    /// Round trips, in milliseconds.
    init(p50: Duration, p99: Duration) {
        self.p50 = p50 / .milliseconds(1)
        self.p99 = p99 / .milliseconds(1)
    }

    /// What a channel of the peer's is like.
    init(opened channel: DataChannel) {
        let configuration = channel.configuration
        var report = Channel(
            label: channel.label,
            protocol: configuration.protocolName,
            ordered: configuration.isOrdered
        )
        switch configuration.reliability {
        case .reliable: break
        case .maxRetransmits(let count): report.maxRetransmits = count
        case .maxPacketLifeTime(let milliseconds): report.maxPacketLifeTime = milliseconds
        }
        self.channel = report
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

    /// Writes a report.
    static func report(_ report: Report) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // A structure of texts and numbers can be encoded.
        if let line = try? encoder.encode(report) { write(String(decoding: line, as: UTF8.self)) }
    }
}
