// SPDX-License-Identifier: MIT

private import Glibc

/// An open file or folder on the way to a key, closed when it goes.
struct KeyFileHandle: ~Copyable {
    private let descriptor: Int32
    private let path: String

    /// Opens a file for reading, without waiting for the writer if it is a pipe.
    init(reading path: String) throws(KeyFileError) {
        try self.init(path, O_RDONLY | O_NONBLOCK, action: "read")
    }

    /// Creates a file that was not there.
    init(creating path: String) throws(KeyFileError) {
        try self.init(path, O_WRONLY | O_CREAT | O_EXCL, action: "create")
    }

    /// Opens the folder that a path lies in.
    init(folderOf path: String) throws(KeyFileError) {
        let parent = path.lastIndex(of: "/").map { path[...$0] } ?? "."
        try self.init(String(parent), O_RDONLY | O_DIRECTORY, action: "open the folder")
    }

    private init(_ path: String, _ flags: Int32, action: String) throws(KeyFileError) {
        self.path = path
        // C would take a path with a zero byte for the shorter one before it; no file has the empty one.
        let name = path.utf8.contains(0) ? "" : path
        descriptor = unsafe open(name, flags | O_CLOEXEC | O_NOCTTY, Self.ownerOnly)
        guard descriptor < 0 else { return }
        // EISDIR: a folder's path with a slash at its end.
        guard errno != EEXIST, errno != EISDIR else {
            throw KeyFileError(.alreadyExists, "\(path) is there already, and a key is never overwritten")
        }
        throw .system(action, path)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Refuses what is no plain file, or could be read or changed by anybody but this user and root.
    func checkAccess() throws(KeyFileError) {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .system("examine", path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw KeyFileError(.notRegularFile, "\(path) is not a regular file")
        }
        guard status.st_mode & Self.groupAndOthers == 0 else {
            let mode = String(status.st_mode & 0o777, radix: 8)
            throw KeyFileError(.exposed, "\(path) has mode \(mode): others than its owner have access; it must be 600")
        }
        guard status.st_uid == geteuid() || geteuid() == 0 else {
            throw KeyFileError(.foreignOwner, "\(path) belongs to user \(status.st_uid), not \(geteuid())")
        }
    }

    /// Reads until the end or until `output` is full.
    func readAll(into output: inout OutputSpan<UInt8>) throws(KeyFileError) {
        while output.freeCapacity > 0 {
            let count = unsafe output.withUnsafeMutableBufferPointer { buffer, filled in
                let free = unsafe UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...]
                )
                let count = unsafe read(descriptor, free.baseAddress, free.count)
                filled += max(count, 0)
                return count
            }
            if count == 0 { return }
            guard count > 0 || errno == EINTR else { throw .system("read", path) }
        }
    }

    /// Writes all of `bytes` for the owner alone, and waits until they are on the disk.
    func writeAll(_ bytes: Span<UInt8>) throws(KeyFileError) {
        // The process's mask may have taken permissions from the file that open was to give it.
        guard fchmod(descriptor, Self.ownerOnly) == 0 else { throw .system("set the mode of", path) }
        var written = 0
        while written < bytes.count {
            let rest = bytes.extracting(written..<bytes.count)
            let count = unsafe rest.withPointer { unsafe write(descriptor, $0, rest.count) }
            guard count >= 0 || errno == EINTR else { throw .system("write", path) }
            written += max(count, 0)
        }
        try sync()
    }

    /// Waits until what was written, or for a folder its entries, is on the disk.
    func sync() throws(KeyFileError) {
        // EINVAL: a file system that cannot do that for folders.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw .system("sync", path) }
    }

    private static let ownerOnly: mode_t = 0o600
    private static let groupAndOthers: mode_t = 0o077
}
