// SPDX-License-Identifier: MIT

private import Glibc

/// Small files, read and written whole; every call blocks for as long as the file system does.
package enum StateFile {
    /// Who may read and write what the gateway writes.
    private static let ownerOnly: UInt32 = 0o600

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: where it is.
    ///   - maximumByteCount: how much it may have.
    /// - Returns: all of it.
    /// - Throws: `missing`, `tooLarge` or `system`.
    package static func read(_ path: String, maximumByteCount: Int) throws(StateError) -> [UInt8] {
        try OpenFile(reading: path).readAll(maximumByteCount: maximumByteCount)
    }

    /// Puts a file of these bytes in the place of the one that is there, if any; mode 0600.
    ///
    /// Whoever reads it, at any time and after any crash, finds the whole old file or the whole new one: the bytes are
    /// written beside it, brought to the disk, and given its name. One process writes a file.
    ///
    /// - Throws: `system` or `missing`, when the folder is; the old file is there as before then.
    package static func replace(_ path: String, with bytes: [UInt8]) throws(StateError) {
        let draft = path + ".new"
        try OpenFile(replacing: draft, mode: ownerOnly).writeAll(bytes)
        guard unsafe rename(draft, path) == 0 else { throw .system("rename \(draft) to", path) }
        try OpenFile(folderOf: path).sync()
    }

    /// Adds bytes to the end of a file, whose owner and mode stay; one that is not there is made with mode 0600.
    ///
    /// - Throws: `system`, or `missing`, when the folder is.
    static func append(_ bytes: [UInt8], to path: String) throws(StateError) {
        try OpenFile(appendingTo: path, mode: ownerOnly).writeAll(bytes)
    }

    /// Makes a folder that only its owner can enter, and those above it, where they are missing.
    static func makeFolder(_ path: String) throws(StateError) {
        var end = path.startIndex
        while end < path.endIndex {
            end = path[path.index(after: end)...].firstIndex(of: "/") ?? path.endIndex
            let part = String(path[..<end])
            guard unsafe mkdir(part, 0o700) == 0 || errno == EEXIST || errno == EISDIR else {
                // A folder above may not be ours to write in, and be there all the same.
                if unsafe access(part, F_OK) == 0 { continue }
                throw .system("make the folder", part)
            }
        }
    }
}
