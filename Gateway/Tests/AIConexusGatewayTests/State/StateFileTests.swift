// SPDX-License-Identifier: MIT

import AIConexusTestSupport
import Testing

@testable import AIConexusGateway

@Suite("StateFile")
struct StateFileTests {
    @Test("what was put there is read back, and nobody else can read it")
    func replace() throws {
        let folder = try TemporaryFolder()
        for bytes: [UInt8] in [[1, 2, 3], [], Array(repeating: 7, count: 200_000)] {
            try StateFile.replace(folder.path("a"), with: bytes)
            #expect(try StateFile.read(folder.path("a"), maximumByteCount: 200_000) == bytes)
        }
        #expect(try folder.names == ["a"])
        #expect(try folder.mode("a") == 0o600)
    }

    @Test("a draft that a crash left behind is overwritten")
    func leftOver() throws {
        let folder = try TemporaryFolder()
        _ = try folder.write("half", as: "a.new", mode: 0o600)
        try StateFile.replace(folder.path("a"), with: [1])
        #expect(try folder.names == ["a"])
    }

    @Test("a draft that is somebody's link is not followed")
    func link() throws {
        let folder = try TemporaryFolder()
        let victim = try folder.write("precious", as: "victim")
        try folder.link("a.new", to: victim)
        let error = #expect(throws: StateError.self) { try StateFile.replace(folder.path("a"), with: [1]) }
        #expect(error?.code == .system)
        #expect(try folder.text("victim") == "precious")
    }

    @Test("what cannot be read is said with the path and the system's words")
    func errors() throws {
        let folder = try TemporaryFolder()
        let missing = #expect(throws: StateError.self) { try StateFile.read(folder.path("a"), maximumByteCount: 1) }
        #expect(missing?.code == .missing)
        #expect(missing?.message == "cannot read \(folder.path("a")): No such file or directory")
        let isFolder = #expect(throws: StateError.self) { try StateFile.read(folder.path, maximumByteCount: 1) }
        #expect(isFolder?.code == .system)
        let path = try folder.write("123", as: "b")
        #expect(try StateFile.read(path, maximumByteCount: 3) == Array("123".utf8))
        let large = #expect(throws: StateError.self) { try StateFile.read(path, maximumByteCount: 2) }
        #expect(large?.code == .tooLarge)
        let nowhere = #expect(throws: StateError.self) { try StateFile.replace(folder.path("no/a"), with: []) }
        #expect(nowhere?.code == .missing)
    }
}
