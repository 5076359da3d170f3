// SPDX-License-Identifier: MIT

import Foundation
import Testing

@testable import AIConexusGateway

/// The tables in `OPERATING.md` are made from the code; with the variable `AICONEXUS_WRITE_TABLES` set, this test
/// writes them anew in place of comparing.
@Suite("OPERATING.md", .serialized)
struct OperatorsGuideTests {
    private static let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "OPERATING.md")

    static let tables: [(name: String, text: String)] =
        Setting.Group.allCases.map { ("settings: \($0.rawValue)", settings(in: $0)) } + [("metrics", metrics)]

    @Test("the tables say what the code says", arguments: tables)
    func table(name: String, text: String) throws {
        var guide = try String(decoding: Data(contentsOf: Self.url), as: UTF8.self)
        let (begin, end) = ("<!-- \(name) -->\n", "<!-- end -->\n")
        let start = try #require(guide.range(of: begin)?.upperBound, "there is no table of \(name)")
        let stop = try #require(guide.range(of: end, range: start..<guide.endIndex)?.lowerBound)
        guard ProcessInfo.processInfo.environment["AICONEXUS_WRITE_TABLES"] != nil else {
            #expect(guide[start..<stop] == text)
            return
        }
        guide.replaceSubrange(start..<stop, with: text)
        try Data(guide.utf8).write(to: Self.url)
    }

    @Test("every table of the guide is one that is compared")
    func noOthers() throws {
        let guide = try String(decoding: Data(contentsOf: Self.url), as: UTF8.self)
        let names = guide.matches(of: /<!-- (.+) -->/).map { String($0.1) }.filter { $0 != "end" }
        #expect(names.sorted() == Self.tables.map(\.name).sorted())
    }

    private static func settings(in group: Setting.Group) -> String {
        let rows = Setting.table.filter { $0.group == group }.map { setting in
            let value = setting.valueName == nil ? "" : " \(setting.valueName ?? "")"
            let option = "`--\(setting.flag)\(value.replacing("|", with: "\\|"))`"
            let range = setting.range.isEmpty ? "" : " \(setting.range)"
            let outcome = setting.outcome.isEmpty ? "" : " \(setting.outcome)"
            return "| \(option) | \(setting.defaultText) |\(range) | \(setting.help) |\(outcome) |\n"
        }
        return "| Option | Default | Range | What it does | Otherwise, or beyond |\n|---|---|---|---|---|\n"
            + rows.joined()
    }

    private static var metrics: String {
        let rows = Metric.allCases.map { metric in
            let family = metric.family
            let labels = family.axes.map { axis in
                let values = axis.values.count > 8 ? "" : ": " + axis.values.joined(separator: ", ")
                return "`\(axis.name)`\(values)"
            }
            return "| `\(family.name)` | \(family.kindName) | \(labels.joined(separator: "; ")) | \(family.help) |\n"
        }
        return "| Name | Kind | Labels | What it is |\n|---|---|---|---|\n" + rows.joined()
    }
}
