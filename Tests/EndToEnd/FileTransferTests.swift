// SPDX-License-Identifier: MIT

import AIConexusSDK
import AIConexusTestSupport
import Foundation
import Testing

@Suite("Files from agent to agent", .timeLimit(.minutes(2)))
struct FileTransferTests {
    /// Two folders that go with the test, the first with a file of random bytes.
    private func withFolders(
        _ byteCount: Int,
        _ body: (_ file: URL, _ contents: Data, _ folder: URL) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "aiconexus-\(UUID().uuidString)")
        let inbox = folder.appending(path: "inbox")
        try FileManager.default.createDirectory(at: inbox, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var generator = SeededGenerator(seed: UInt64(byteCount))
        let contents = Data((0..<byteCount).map { _ in UInt8.random(in: 0...255, using: &generator) })
        let file = folder.appending(path: "picture.png")
        try contents.write(to: file)
        try await body(file, contents, inbox)
    }

    /// The digest that another program computes.
    private static func sha256(_ file: URL) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["sha256sum", file.path()]
        process.standardOutput = output
        try process.runAsFromShell()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: text.prefix(64), as: UTF8.self)
    }

    private func withPair(
        _ inbox: URL,
        _ paths: PathPolicy,
        _ body: (_ receiver: RemoteAgent, _ sender: Agent) async throws -> Void
    ) async throws {
        try await LiveGateway.with { gateway in
            let receiver = try gateway.agent("receiver")
            try receiver.receiveFiles(into: inbox.path(), maximumByteCount: 10 << 20)
            try await receiver.whileRunning { receiver in
                try await gateway.agent("sender").whileRunning { sender in
                    try await body(sender.remote(receiver.did), sender)
                }
            }
        }
    }

    @Test(
        "arrive byte for byte, by both ways",
        arguments: [(0, PathPolicy.relayOnly), (1, .relayOnly), (400_000, .relayOnly), (500_000, .directRequired)]
    )
    func transfer(byteCount: Int, paths: PathPolicy) async throws {
        try await withFolders(byteCount) { file, contents, inbox in
            try await withPair(inbox, paths) { receiver, _ in
                let receipt = try await receiver.send(file: file.path(), options: CallOptions(paths: paths))
                #expect(receipt.byteCount == byteCount && receipt.resumedAt == 0 && receipt.name == "picture.png")
                #expect(try Data(contentsOf: inbox.appending(path: "picture.png")) == contents)
                #expect(try FileManager.default.contentsOfDirectory(atPath: inbox.path()) == ["picture.png"])
            }
        }
    }

    @Test(
        "go on where an earlier attempt broke off, and begin anew when its bytes were wrong",
        arguments: [true, false]
    )
    func resume(isRight: Bool) async throws {
        try await withFolders(200_000) { file, contents, inbox in
            let digest = try Self.sha256(file)
            let part = inbox.appending(path: ".\(digest).part")
            try (isRight ? contents.prefix(120_000) : Data(count: 120_000)).write(to: part)
            try await withPair(inbox, .automatic) { receiver, _ in
                if isRight {
                    let receipt = try await receiver.send(file: file.path())
                    #expect(receipt.resumedAt == 120_000)
                } else {
                    await #expect(throws: CallError.self) {
                        try await receiver.send(file: file.path(), options: CallOptions(retry: .never))
                    }
                    let receipt = try await receiver.send(file: file.path())
                    #expect(receipt.resumedAt == 0)
                }
                #expect(try Data(contentsOf: inbox.appending(path: "picture.png")) == contents)
            }
        }
    }

    @Test("overwrite nothing, leave no folder, and keep to the receiver's limit")
    func refusals() async throws {
        try await withFolders(100) { file, _, inbox in
            try await withPair(inbox, .automatic) { receiver, sender in
                func code(_ body: () async throws -> Void) async throws -> String? {
                    do {
                        try await body()
                        return nil
                    } catch let error as CallError {
                        return error.agentCode
                    }
                }
                _ = try await receiver.send(file: file.path())
                let again = try await receiver.send(file: file.path())
                #expect(again.resumedAt == 100)
                try Data("something else".utf8).write(to: file)
                let other = try await code { _ = try await receiver.send(file: file.path()) }
                #expect(other == "FILE_EXISTS")
                let digest = String(repeating: "0", count: 64)
                for name in ["../up", "/etc/passwd", ".hidden", "", "a\u{0}b", "a\nb"] {
                    let offer: JSONObject = [
                        "name": .string(name), "byte_count": 1, "sha256": .string(digest), "capability": "file.read.1",
                    ]
                    let answer = try await code { _ = try await receiver.request("file.receive", offer) }
                    #expect(answer == "BAD_NAME", "\(name.debugDescription)")
                }
                let offer: JSONObject = [
                    "name": "large", "byte_count": 100_000_000, "sha256": .string(digest), "capability": "file.read.1",
                ]
                let answer = try await code { _ = try await receiver.request("file.receive", offer) }
                #expect(answer == "TOO_LARGE")
                #expect(await sender.state.session != nil)
            }
        }
    }
}
