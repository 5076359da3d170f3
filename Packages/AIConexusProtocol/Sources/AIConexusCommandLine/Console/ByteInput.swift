// SPDX-License-Identifier: MIT

internal import Glibc

/// Bytes from an open file, whole or line by line.
///
/// One thread uses it; the file stays open.
public final class ByteInput {
    /// Bytes asked for at once.
    private static let chunkByteCount = 65_536

    private let descriptor: Int32
    private var lines = LineBuffer()
    private var isAtEnd = false

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
        while true {
            if let line = lines.next(maximumByteCount: maximumByteCount) { return line }
            if isAtEnd { return lines.last(maximumByteCount: maximumByteCount) }
            try willWait()
            let chunk = try readChunk()
            isAtEnd = chunk.isEmpty
            lines.append(chunk)
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
