// SPDX-License-Identifier: MIT

import Foundation

@testable import AIConexusGateway

/// A folder that goes with this object.
final class TemporaryFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "aiconexus-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        // A folder left over in the system's temporary one does no harm.
        try? FileManager.default.removeItem(at: url)
    }

    /// The folder's own path.
    var path: String { url.path() }

    /// The path of a file in the folder.
    func path(_ name: String) -> String { url.appending(path: name).path() }

    /// The names of the files in the folder.
    var names: Set<String> {
        get throws { try Set(FileManager.default.contentsOfDirectory(atPath: url.path())) }
    }

    /// Writes a file with a mode, and returns its path.
    func write(_ text: String, as name: String, mode: Int = 0o600) throws -> String {
        try Data(text.utf8).write(to: URL(filePath: path(name)))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path(name))
        return path(name)
    }

    /// Makes a symbolic link.
    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path(name), withDestinationPath: target)
    }

    /// The text of a file.
    func text(_ name: String) throws -> String {
        // Foundation leaks its buffer when it reads an empty file.
        try String(decoding: StateFile.read(path(name), maximumByteCount: 1 << 24), as: UTF8.self)
    }

    /// The permissions of a file.
    func mode(_ name: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path(name))[.posixPermissions] as? Int
    }
}
