// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// The text of a file of denied agents.
///
/// **Shape:** lines of ASCII, each with its line feed: `# aiconexus-denied-v1`; for each agent its DID, a space and the
/// time since when; `# end` and the number of agents. A file that was cut off, or of which a block was lost, is
/// recognised by that, and what can be read of it still counts.
enum DenyListText {
    private static let header = "# aiconexus-denied-v1"
    private static let footer = "# end "
    /// The most bytes of a line, line feed included: a DID, a space and a time with nine digits of a second.
    private static let maximumLineByteCount = DID.byteCount + 32

    /// The most bytes of a file of so many agents.
    static func maximumByteCount(agentCount: Int) -> Int { (agentCount + 3) * maximumLineByteCount }

    /// The text of a list.
    static func write(_ list: DenyList) -> [UInt8] {
        var text = header + "\n"
        for (did, since) in list.entries { text += "\(did) \(since)\n" }
        text += "\(footer)\(list.count)\n"
        return Array(text.utf8)
    }

    /// Reads as much as can be read.
    ///
    /// - Returns: the list, and what is wrong with the text, if something is.
    static func read(_ bytes: [UInt8]) -> (list: DenyList, damage: String?) {
        var list = DenyList()
        var (damagedLineCount, hasHeader, announcedCount) = (0, false, Int?.none)
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        // What follows the last line feed is nothing, or a line that was cut off.
        for line in lines.dropLast() {
            let text = String(decoding: line, as: UTF8.self)
            if text == header {
                hasHeader = true
            } else if text.hasPrefix(footer) {
                announcedCount = Int(decimal: text.dropFirst(footer.count))
            } else if !insert(text, into: &list) {
                damagedLineCount += 1
            }
        }
        if lines.last?.isEmpty == false { damagedLineCount += 1 }
        let isWhole = damagedLineCount == 0 && hasHeader && announcedCount == list.count
        guard !isWhole else { return (list, nil) }
        let announced = announcedCount.map { "of \($0)" } ?? "of an unknown number"
        return (list, "\(list.count) agents \(announced) can be read, \(damagedLineCount) lines cannot")
    }

    private static func insert(_ line: String, into list: inout DenyList) -> Bool {
        let parts = line.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, let did = try? DID(String(parts[0])), let time = Timestamp(String(parts[1])) else {
            return false
        }
        return list.insert(did, since: time)
    }
}
