// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import Glibc

/// Bytes to an open file, collected and written exactly as they are.
///
/// What one call writes stays together, whoever else writes. The file stays open. What is not flushed is lost:
/// ``Program`` flushes when a command is done.
public final class ByteOutput: Sendable {
    /// Bytes that are collected before they are written.
    private static let bufferByteCount = 65_536

    private let descriptor: Int32
    private let name: String
    private let buffer = Locked<[UInt8]>([])

    /// - Parameters:
    ///   - descriptor: the open file.
    ///   - name: what errors call it, as in `standard output`.
    init(descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    /// Writes bytes, and nothing beside them.
    ///
    /// - Throws: ``CommandError`` `outputClosed` or `outputFailed`.
    public func write(_ bytes: [UInt8]) throws(CommandError) {
        try buffer.withLock { buffer throws(CommandError) in
            buffer += bytes
            if buffer.count >= Self.bufferByteCount { try flush(&buffer) }
        }
    }

    /// Writes a text in UTF-8 and a line feed.
    ///
    /// - Throws: ``CommandError`` `outputClosed` or `outputFailed`.
    public func writeLine(_ text: String) throws(CommandError) {
        try write(Array(text.utf8) + [UInt8(ascii: "\n")])
    }

    /// Hands everything collected so far to the system.
    ///
    /// - Throws: ``CommandError`` `outputClosed` or `outputFailed`; what was collected is gone then.
    public func flush() throws(CommandError) {
        try buffer.withLock { buffer throws(CommandError) in try flush(&buffer) }
    }

    /// Writes under the lock, so that what two threads write does not mix.
    private func flush(_ buffer: inout [UInt8]) throws(CommandError) {
        let bytes = buffer
        buffer = []
        var written = 0
        while written < bytes.count {
            do throws(SystemError) {
                written += try writeOnce(bytes.span.extracting(droppingFirst: written))
            } catch {
                let code = error.number == EPIPE ? CommandError.Code.outputClosed : .outputFailed
                throw CommandError(code, "cannot write \(name): \(error.message)", cause: error)
            }
        }
    }

    private func writeOnce(_ bytes: Span<UInt8>) throws(SystemError) -> Int {
        try unsafe bytes.withUnsafeBufferPointer { buffer throws(SystemError) in
            try retrying(descriptor, until: POLLOUT) {
                unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
            }
        }
    }
}
