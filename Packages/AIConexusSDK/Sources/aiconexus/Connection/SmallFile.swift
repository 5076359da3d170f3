// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
private import Glibc

/// Small files that a command is given.
enum SmallFile {
    /// Reads a file, whole.
    ///
    /// - Parameters:
    ///   - path: where it is.
    ///   - maximumByteCount: how much it may have.
    /// - Returns: its bytes, or `nil` when there is no such file.
    /// - Throws: `CommandError` `failed`.
    static func read(ifThere path: String, maximumByteCount: Int) throws(CommandError) -> [UInt8]? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .system("read", path)
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        while true {
            var count = 0
            bytes += [UInt8](capacity: chunkByteCount) { output in
                unsafe output.withUnsafeMutableBufferPointer { buffer, filled in
                    repeat {
                        count = unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                    } while count < 0 && errno == EINTR
                    filled = max(count, 0)
                }
            }
            if count < 0 { throw .system("read", path) }
            if count == 0 { return bytes }
            guard bytes.count <= maximumByteCount else {
                throw CommandError(.failed, "\(path) has more than \(maximumByteCount) bytes")
            }
        }
    }

    /// Reads a file that must be there.
    ///
    /// - Throws: `CommandError` `failed`.
    static func read(_ path: String, maximumByteCount: Int) throws(CommandError) -> [UInt8] {
        guard let bytes = try read(ifThere: path, maximumByteCount: maximumByteCount) else {
            throw CommandError(.failed, "there is no file \(path)")
        }
        return bytes
    }

    private static let chunkByteCount = 65_536
}

extension CommandError {
    /// A system call that failed just now; takes its reason from `errno`.
    static func system(_ action: String, _ path: String) -> CommandError {
        CommandError(.failed, "cannot \(action) \(path): \(unsafe String(cString: strerror(errno)))")
    }
}
