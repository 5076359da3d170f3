// SPDX-License-Identifier: MIT

private import Glibc

/// One open file, closed with the value.
///
/// Its calls block for as long as a disk takes; they are made by handlers, each of which has a task of its own.
struct OpenFile: ~Copyable {
    private let descriptor: Int32
    private let path: String

    /// Opens a file to read it.
    init(reading path: String) throws(FileError) {
        self.path = path
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(cannot: "read", path) }
    }

    /// Opens a file to write on at its end; it is made if it is not there, for its owner only.
    init(appendingTo path: String) throws(FileError) {
        self.path = path
        descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw FileError(cannot: "write", path) }
    }

    /// Takes the file for this process and handle alone, until it is closed.
    ///
    /// - Returns: whether it was free.
    func lock() -> Bool {
        flock(descriptor, LOCK_EX | LOCK_NB) == 0
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// The length in bytes; files only.
    func byteCount() throws(FileError) -> Int {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw FileError(cannot: "look at", path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw FileError("\(path) is no file") }
        return Int(status.st_size)
    }

    /// Up to `count` bytes from `offset` on; fewer at the end.
    func read(_ count: Int, at offset: Int) throws(FileError) -> [UInt8] {
        var failed = false
        let bytes = [UInt8](capacity: count) { output in
            unsafe output.withUnsafeMutableBufferPointer { buffer, written in
                while written < buffer.count {
                    let place = unsafe buffer.baseAddress.map { unsafe $0 + written }
                    let read = unsafe pread(descriptor, place, buffer.count - written, off_t(offset + written))
                    if read < 0, errno == EINTR { continue }
                    if read < 0 { failed = true }
                    guard read > 0 else { return }
                    written += read
                }
            }
        }
        if failed { throw FileError(cannot: "read", path) }
        return bytes
    }

    /// Writes bytes at `offset`.
    func write(_ bytes: [UInt8], at offset: Int) throws(FileError) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBufferPointer { buffer in
                let place = unsafe buffer.baseAddress.map { unsafe $0 + written }
                return unsafe pwrite(descriptor, place, buffer.count - written, off_t(offset + written))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileError(cannot: "write", path) }
            written += count
        }
    }

    /// Cuts the file to a length.
    func truncate(to byteCount: Int) throws(FileError) {
        guard ftruncate(descriptor, off_t(byteCount)) == 0 else { throw FileError(cannot: "write", path) }
    }

    /// Waits until everything is on the disk.
    func synchronize() throws(FileError) {
        guard fsync(descriptor) == 0 else { throw FileError(cannot: "write", path) }
    }

    /// Gives a file another name, unless something has it already.
    static func rename(_ path: String, to name: String) throws(FileError) {
        guard unsafe link(path, name) == 0 else { throw FileError(cannot: "make", name) }
        unsafe _ = unlink(path)
    }

    /// Whether there is something of this name.
    static func exists(_ path: String) -> Bool {
        unsafe access(path, F_OK) == 0
    }
}
