// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
private import Glibc

extension SmallFile {
    /// Puts a file of these bytes in the place of the one that is there, if any, for its owner only.
    ///
    /// Whoever reads it, at any time and after any crash, finds the whole old file or the whole new one. One process at
    /// a time writes a file.
    ///
    /// - Throws: `CommandError` `failed`; the old file is there as before then.
    static func replace(_ path: String, with bytes: [UInt8]) throws(CommandError) {
        let draft = path + ".new"
        try writeDraft(draft, bytes)
        guard unsafe rename(draft, path) == 0 else { throw .system("write", path) }
        try syncFolder(of: path)
    }

    private static func writeDraft(_ path: String, _ bytes: [UInt8]) throws(CommandError) {
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC
        let descriptor = unsafe open(path, flags, 0o600)
        guard descriptor >= 0 else { throw .system("write", path) }
        defer { close(descriptor) }
        // One that a crash has left behind may have another mode.
        guard fchmod(descriptor, 0o600) == 0 else { throw .system("write", path) }
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.span.extracting(droppingFirst: written).withUnsafeBufferPointer {
                unsafe write(descriptor, $0.baseAddress, $0.count)
            }
            guard count >= 0 || errno == EINTR else { throw .system("write", path) }
            written += max(count, 0)
        }
        guard fsync(descriptor) == 0 else { throw .system("write", path) }
    }

    private static func syncFolder(of path: String) throws(CommandError) {
        let folder = folder(of: path)
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("open", folder) }
        defer { close(descriptor) }
        // EINVAL: a file system that cannot do that for folders.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw .system("write", folder) }
    }

    /// Makes the folder that a path lies in, for its owner only, and those above it, where they are missing.
    ///
    /// - Throws: `CommandError` `failed`.
    static func makeFolder(of path: String) throws(CommandError) {
        let folder = folder(of: path)
        var end = folder.startIndex
        while end < folder.endIndex {
            end = folder[folder.index(after: end)...].firstIndex(of: "/") ?? folder.endIndex
            let part = String(folder[..<end])
            // A folder above may not be ours to write in, and be there all the same.
            guard unsafe mkdir(part, 0o700) == 0 || access(part, F_OK) == 0 else {
                throw .system("make the folder", part)
            }
        }
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }

    /// Runs `body` while no other process holds the lock, which is a file of its own.
    ///
    /// - Throws: `CommandError` `failed`, and what `body` throws.
    static func withLock<Result>(
        _ path: String,
        _ body: () throws(CommandError) -> Result
    ) throws(CommandError) -> Result {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system("lock", path) }
        // Closing gives the lock back.
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw .system("lock", path) }
        }
        return try body()
    }
}
