// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import Glibc

/// Bytes from an open file, whole or line by line.
///
/// One reader at a time: another one waits until the first has what it wants. The file stays open.
public final class ByteInput: Sendable {
    private struct Progress {
        var lines = LineBuffer()
        var isAtEnd = false
    }

    /// Bytes asked for at once.
    private static let chunkByteCount = 65_536

    private let descriptor: Int32
    private let progress = Locked(Progress())

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Reads everything to the end of the input.
    ///
    /// - Parameter maximumByteCount: how much there may be; no more than one chunk beyond it is read.
    /// - Returns: all bytes.
    /// - Throws: ``CommandError`` `inputTooLarge`, or `inputFailed`.
    public func readAll(maximumByteCount: Int) throws(CommandError) -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let chunk = try readChunk()
            if chunk.isEmpty { return bytes }
            bytes += chunk
            guard bytes.count <= maximumByteCount else {
                throw CommandError(.inputTooLarge, "more than \(maximumByteCount) bytes on standard input")
            }
        }
    }

    /// Reads the next line; a last one without a line feed counts.
    ///
    /// - Parameters:
    ///   - maximumByteCount: how long a line may be without its line feed; of a longer one no more is kept.
    ///   - willWait: called before the process may have to wait for more input.
    /// - Returns: the line, or `nil` at the end.
    /// - Throws: ``CommandError`` `inputFailed`, or what `willWait` throws.
    func nextLine(maximumByteCount: Int, willWait: () throws(CommandError) -> Void) throws(CommandError) -> InputLine? {
        try progress.withLock { progress throws(CommandError) in
            while true {
                if let line = progress.lines.next(maximumByteCount: maximumByteCount) { return line }
                if progress.isAtEnd { return progress.lines.last(maximumByteCount: maximumByteCount) }
                try willWait()
                let chunk = try readChunk()
                progress.isAtEnd = chunk.isEmpty
                progress.lines.append(chunk)
            }
        }
    }

    /// The next bytes, or none at the end.
    private func readChunk() throws(CommandError) -> [UInt8] {
        do throws(SystemError) {
            return try [UInt8](capacity: Self.chunkByteCount) { output throws(SystemError) in
                try unsafe output.withUnsafeMutableBufferPointer { buffer, count throws(SystemError) in
                    count = try retrying(descriptor, until: POLLIN) {
                        unsafe read(descriptor, buffer.baseAddress, buffer.count)
                    }
                }
            }
        } catch {
            throw CommandError(.inputFailed, "cannot read standard input: \(error.message)", cause: error)
        }
    }
}
