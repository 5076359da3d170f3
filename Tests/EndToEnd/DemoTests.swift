// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Foundation
import Testing

@Suite("The demo", .serialized, .timeLimit(.minutes(1)))
struct DemoTests {
    /// The processes that a process has started, with their command lines.
    private static func children(of parent: Int32) throws -> [(id: Int32, line: String)] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { name in
            // A process may end while it is looked at.
            guard let id = Int32(name), let stat = try? String(contentsOfFile: "/proc/\(name)/stat", encoding: .utf8),
                let fields = stat.split(separator: ")").last?.split(separator: " "), fields.count > 1,
                Int32(fields[1]) == parent,
                let bytes = FileManager.default.contents(atPath: "/proc/\(name)/cmdline")
            else { return nil }
            return (id, String(decoding: bytes, as: UTF8.self).replacing("\0", with: " "))
        }
    }

    @Test("ends well, and shows the agents finding, calling and streaming")
    func whole() async throws {
        let (output, status) = try await RunningProgram("aiconexus", ["demo"]).waitForEnd()
        #expect(status == 0, "\(output)")
        for text in ["has found bob", "has found alice", "accepted", "hears 6 7 8 9 10", "HELLO, by "] {
            #expect(output.contains(text), "\(output)")
        }
    }

    @Test("fails at once when one of its processes is killed, and leaves none", arguments: ["alice", "bob", "gateway"])
    func killed(name: String) async throws {
        let demo = try RunningProgram("aiconexus", ["demo"])
        let start = try await demo.waitForOutput("has found")
        #expect(start.contains("has found"))
        let children = try Self.children(of: demo.processID)
        #expect(children.count == 3)
        let victim = try #require(children.first { $0.line.contains(name == "gateway" ? "--port" : "--as \(name)") })
        kill(victim.id, SIGKILL)
        let (output, status) = try await demo.waitForEnd()
        #expect(status == 1)
        // The other agent may have missed it before we did.
        #expect(output.contains("aiconexus demo: "), "\(output)")
        for child in children { #expect(kill(child.id, 0) != 0, "\(child.line) is left") }
    }
}
