// SPDX-License-Identifier: MIT

private import Foundation

/// Published test data that lives beside the repository and is never part of it.
///
/// It is looked for in the folder that the environment variable `AICONEXUS_VECTORS` names, else in `../shared/vectors`
/// as seen from the repository's root. Tests that need a folder say so in a trait, so that its absence is a visible
/// skip.
public enum Vectors {
    /// Whether the folder `name` is there.
    public static func isPresent(_ name: String) -> Bool {
        folder(name) != nil
    }

    /// The path of the folder `name`, or `nil` when it is not there.
    public static func folder(_ name: String) -> String? {
        let url = root.appending(path: name, directoryHint: .isDirectory)
        var isDirectory: ObjCBool = false
        let exists = unsafe FileManager.default.fileExists(atPath: url.path, isDirectory: &isDirectory)
        return exists && isDirectory.boolValue ? url.path : nil
    }

    /// The names of the files in the folder `name`, sorted; empty when it is not there.
    public static func fileNames(in name: String) -> [String] {
        // An absent folder is what the trait of the suite reports.
        guard let folder = folder(name) else { return [] }
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    /// The bytes of one file.
    ///
    /// - Parameter path: folder and file name, as in `base58/pairs.json`.
    /// - Returns: the whole file.
    /// - Throws: what Foundation says when it cannot be read.
    public static func bytes(_ path: String) throws -> [UInt8] {
        // `Data(contentsOf:)` leaks its buffer when a file is empty, which the address sanitizer reports.
        let file = try FileHandle(forReadingFrom: root.appending(path: path))
        defer { try? file.close() }  // Nothing was written, so closing has nothing to report.
        return try file.readToEnd().map { [UInt8]($0) } ?? []
    }

    private static var root: URL {
        if let path = ProcessInfo.processInfo.environment["AICONEXUS_VECTORS"], !path.isEmpty {
            return URL(filePath: path, directoryHint: .isDirectory)
        }
        let repository = (0..<5).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        return repository.deletingLastPathComponent().appending(path: "shared/vectors", directoryHint: .isDirectory)
    }
}
