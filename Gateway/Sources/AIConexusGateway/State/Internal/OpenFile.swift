// SPDX-License-Identifier: MIT

private import Glibc

/// An open file or folder, closed when it goes; every call blocks for as long as the file system does.
struct OpenFile: ~Copyable {
    private let descriptor: Int32
    private let path: String

    /// Opens a file for reading, without waiting for the writer if it is a pipe.
    init(reading path: String) throws(StateError) {
        try self.init(path, O_RDONLY | O_NONBLOCK, mode: 0, action: "read")
    }

    /// Creates or empties a file; a link in its place is not followed.
    init(replacing path: String, mode: UInt32) throws(StateError) {
        try self.init(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, mode: mode, action: "write")
    }

    /// Opens a file for writing at its end, and creates it where it is missing.
    init(appendingTo path: String, mode: UInt32) throws(StateError) {
        try self.init(path, O_WRONLY | O_CREAT | O_APPEND, mode: mode, action: "write")
    }

    /// Opens the folder that a path lies in.
    init(folderOf path: String) throws(StateError) {
        let parent = path.lastIndex(of: "/").map { path[...$0] } ?? "."
        try self.init(String(parent), O_RDONLY | O_DIRECTORY, mode: 0, action: "open")
    }

    private init(_ path: String, _ flags: Int32, mode: UInt32, action: String) throws(StateError) {
        self.path = path
        descriptor = unsafe open(path, flags | O_CLOEXEC | O_NOCTTY, mode)
        if descriptor < 0 { throw .system(action, path) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Reads everything to the end.
    func readAll(maximumByteCount: Int) throws(StateError) -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let chunk = try readChunk()
            if chunk.isEmpty { return bytes }
            bytes += chunk
            guard bytes.count <= maximumByteCount else {
                throw StateError(.tooLarge, "\(path) has more than \(maximumByteCount) bytes")
            }
        }
    }

    private func readChunk() throws(StateError) -> [UInt8] {
        var count = -1
        let chunk = [UInt8](capacity: Self.chunkByteCount) { output in
            unsafe output.withUnsafeMutableBufferPointer { buffer, filled in
                repeat {
                    count = unsafe read(descriptor, buffer.baseAddress, buffer.count)
                } while count < 0 && errno == EINTR
                filled = max(count, 0)
            }
        }
        if count < 0 { throw .system("read", path) }
        return chunk
    }

    /// Writes all of `bytes` and waits until they are on the disk.
    func writeAll(_ bytes: [UInt8]) throws(StateError) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.span.extracting(droppingFirst: written).withUnsafeBufferPointer {
                unsafe write(descriptor, $0.baseAddress, $0.count)
            }
            guard count >= 0 || errno == EINTR else { throw .system("write", path) }
            written += max(count, 0)
        }
        try sync()
    }

    /// Waits until what was written, or for a folder its entries, is on the disk.
    func sync() throws(StateError) {
        // EINVAL: a file system that cannot do that for folders.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw .system("sync", path) }
    }

    private static let chunkByteCount = 65_536
}

extension StateError {
    /// A call that failed just now; takes its reason from `errno`.
    static func system(_ action: String, _ path: String) -> StateError {
        let number = errno
        let reason = unsafe String(cString: strerror(number))
        return StateError(number == ENOENT ? .missing : .system, "cannot \(action) \(path): \(reason)")
    }
}
