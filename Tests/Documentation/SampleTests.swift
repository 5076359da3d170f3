// SPDX-License-Identifier: MIT

import AIConexusSDK
import AIConexusTestSupport
import Foundation
import Testing

@Suite("Samples in documents")
struct SampleTests {
    /// The texts between the marks of a source file, without their indentation.
    private static func samples(in path: String) throws -> [String] {
        var samples: [[String]] = []
        var isInside = false
        for line in try #require(Document(path)).lines {
            switch line.trimmingCharacters(in: .whitespaces) {
            case "// sample: begin":
                isInside = true
                samples.append([])
            case "// sample: end": isInside = false
            default: if isInside { samples[samples.count - 1].append(line) }
            }
        }
        return samples.map { lines in
            let indent = lines.filter { !$0.isEmpty }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
            return lines.map { String($0.dropFirst(indent)) }.joined(separator: "\n")
        }
    }

    /// The fenced blocks of Swift of a document.
    private static func blocks(in path: String) throws -> [String] {
        let lines = try #require(Document(path)).lines
        return lines.indices.filter { lines[$0] == "```swift" }
            .map { lines[($0 + 1)...].prefix { $0 != "```" }.joined(separator: "\n") }
    }

    private static let sources = [
        "Tests/Documentation/Samples/SDKSamples.swift", "Tests/Documentation/Samples/SchemaSamples.swift",
        "Tests/Documentation/Samples/WebRTCSamples.swift", "Tests/Documentation/ReadmeSample.swift",
        "Tests/ReadmeAgent/Shouter.swift",
    ]
    private static let catalog = "Packages/AIConexusSDK/Sources/AIConexusSDK/AIConexusSDK.docc"
    private static let channels = "Packages/AIConexusSDK/Sources/AIConexusWebRTC/AIConexusWebRTC.docc"

    @Test(
        "every Swift block is compiled",
        arguments: [
            "AIConexusSDK", "YourFirstAgent", "DescribingInputsAndOutputs", "CallingOthers", "DirectPaths",
            "MessagesWithoutCalls", "Design",
        ]
        .map { "\(catalog)/\($0).md" } + ["README.md", "\(channels)/AIConexusWebRTC.md"]
    )
    func compiled(page: String) throws {
        let samples = try Self.sources.flatMap(Self.samples)
        let blocks = try Self.blocks(in: page)
        #expect(blocks.filter { !samples.contains($0) }.isEmpty)
        #expect(page.hasSuffix("Design.md") || !blocks.isEmpty)
    }

    @Test("the samples of schemas do what their text says")
    func schemas() throws {
        #expect(try SchemaSamples.derived().json["required"] == ["city", "room"])
        #expect(try JSONSchema(describing: [Percentage].self) == .array(of: .number(0...100)))
        let stay = try JSONSchema(describing: Stay.self).json["properties"]?.object?["city"]?.object
        #expect(stay?["description"] == "Where to stay, in English.")
        try SchemaSamples.descriptor(Agent(name: "test"))
        try SchemaSamples.validator()
    }

    @Test("the sample of data channels says what its text says")
    func dataChannels() async throws {
        let (lines, continuation) = AsyncStream<String>.makeStream(bufferingPolicy: .unbounded)
        try await WebRTCSamples.bothSides { continuation.yield($0) }
        continuation.finish()
        var all: [String] = []
        for await line in lines { all.append(line) }
        #expect(all == ["You called it greetings."])
    }
}
