// SPDX-License-Identifier: MIT

import AIConexusTestSupport
import Foundation
import Testing

@Suite("README", .timeLimit(.minutes(1)))
struct ReadmeTests {
    private func blocks(_ kind: String) throws -> [Document.Block] {
        try #require(Document("README.md")).blocks.filter { $0.kind == kind }
    }

    @Test("the Swift sample is a program that runs")
    func sample() throws {
        let source = try #require(Document("Tests/Documentation/ReadmeSample.swift")).lines
        let start = try #require(source.firstIndex(of: "    // sample: begin"))
        let end = try #require(source.firstIndex(of: "    // sample: end"))
        let text = source[(start + 1)..<end].map { String($0.dropFirst(4)) }.joined(separator: "\n")
        #expect(try blocks("swift").map(\.text) == [text])

        var output: [String] = []
        try runReadmeSample { output.append($0) }
        #expect(output.count == 1)
        #expect(output.first?.hasPrefix("EXEC_REQUEST from did:key:z6Mk") == true)
    }

    @Test("the commands of the quick start print what it shows")
    func quickStart() throws {
        let shell = try Shell()
        let steps = try blocks("console").flatMap { ConsoleStep.all(in: $0.text) }
        #expect(steps.count >= 8)
        for step in steps {
            let output = try shell.run(step.command)
            #expect(withoutChance(output) == withoutChance(step.output), "\(step.command)")
        }
    }

    @Test("every make verb is in the table, and the other way round")
    func verbs() throws {
        let makefile = try #require(Document("Makefile")).lines
        let verbs = makefile.compactMap { $0.prefixMatch(of: #/([a-z-]+):.* ## /#).map { String($0.1) } }
        let rows = try #require(Document("README.md")).rows(under: "## Working on it")
        let shown = rows.flatMap { $0.joined(separator: " ").matches(of: /`make ([a-z-]+)`/).map { String($0.1) } }
        #expect(Set(shown).union(["help"]) == Set(verbs))
    }

    /// The text with whatever differs from run to run (keys, ids, times, signatures) replaced by what it is.
    private func withoutChance(_ text: String) -> String {
        text.replacing(/did:key:z6Mk[1-9A-Za-z]{44}/, with: "DID")
            .replacing(/public key: [1-9A-Za-z]{43,44}/, with: "public key: KEY")
            .replacing(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, with: "ID")
            .replacing(/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z/, with: "TIME")
            .replacing(/[A-Za-z0-9+\/]{86}==/, with: "SIGNATURE")
    }
}
