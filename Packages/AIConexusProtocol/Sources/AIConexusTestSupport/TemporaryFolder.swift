// SPDX-License-Identifier: MIT

public import Foundation

/// A folder that goes with this object.
public final class TemporaryFolder: Sendable {
    /// Where it is.
    public let url: URL

    /// Makes a fresh folder in the system's temporary one.
    ///
    /// - Throws: when it cannot be made.
    public init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "aiconexus-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        // A folder left over in the system's temporary one does no harm.
        try? FileManager.default.removeItem(at: url)
    }

    /// The folder's own path.
    public var path: String { url.path() }

    /// The path of a file in the folder.
    public func path(_ name: String) -> String { url.appending(path: name).path() }

    /// The names of the files in the folder.
    public var names: Set<String> {
        get throws { try Set(FileManager.default.contentsOfDirectory(atPath: path)) }
    }

    /// Writes a file with a mode, by default for its owner only.
    ///
    /// - Returns: its path.
    /// - Throws: when it cannot be written.
    @discardableResult
    public func write(_ text: String, as name: String, mode: Int = 0o600) throws -> String {
        try Data(text.utf8).write(to: URL(filePath: path(name)))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path(name))
        return path(name)
    }

    /// Makes a symbolic link.
    ///
    /// - Throws: when it cannot be made.
    public func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path(name), withDestinationPath: target)
    }

    /// The permissions of a file.
    ///
    /// - Throws: when there is none.
    public func mode(_ name: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path(name))[.posixPermissions] as? Int
    }
}
