// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// How long ago something was, for people: `12s`, `5m`, `3h`, `2d`.
enum AgeText {
    private static let units: [(name: String, seconds: Int64)] = [("d", 86_400), ("h", 3_600), ("m", 60)]

    /// The age of a moment that a gateway tells of, or `-` when that is no time.
    static func text(since value: JSONValue?, now: Timestamp) -> String {
        guard let text = value?.string, let moment = Timestamp(text) else { return "-" }
        return self.text(seconds: now.secondsSinceEpoch - moment.secondsSinceEpoch)
    }

    /// A number of seconds in the largest unit of which there is one; clocks that differ make no negative ages.
    static func text(seconds: Int64) -> String {
        guard let unit = units.first(where: { seconds >= $0.seconds }) else { return "\(max(0, seconds))s" }
        return "\(seconds / unit.seconds)\(unit.name)"
    }
}
