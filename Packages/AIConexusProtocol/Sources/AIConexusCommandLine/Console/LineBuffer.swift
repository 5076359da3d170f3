// SPDX-License-Identifier: MIT

/// A line of input.
public enum InputLine: Hashable, Sendable {
    /// A line without its line feed.
    case line([UInt8])
    /// A line that was longer than it may be; its bytes are gone.
    case tooLong
}

/// Cuts bytes that arrive in chunks into lines.
///
/// What it keeps is bounded by one line and one chunk: the rest of a line that is too long is thrown away as it comes.
struct LineBuffer {
    private var bytes: [UInt8] = []
    /// Where the next line begins.
    private var start = 0
    /// Bytes before this place are known to hold no line feed.
    private var searched = 0
    /// Whether the beginning of the present line was too long and is gone.
    private var isDiscarding = false

    /// Bytes that wait for the end of their line.
    var heldByteCount: Int { bytes.count - start }

    /// Takes bytes that have arrived.
    mutating func append(_ chunk: [UInt8]) {
        bytes.removeFirst(start)
        searched -= start
        start = 0
        bytes += chunk
    }

    /// Takes the next whole line out.
    ///
    /// - Parameter maximumByteCount: how long a line may be without its line feed.
    /// - Returns: the line, or `nil` when its end has not arrived.
    mutating func next(maximumByteCount: Int) -> InputLine? {
        guard let end = bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) else {
            searched = bytes.count
            if heldByteCount > maximumByteCount { discard() }
            return nil
        }
        defer {
            start = end + 1
            searched = end + 1
            isDiscarding = false
        }
        return isDiscarding || end - start > maximumByteCount ? .tooLong : .line(Array(bytes[start..<end]))
    }

    /// Takes out what follows the last line feed, once all has arrived.
    ///
    /// - Parameter maximumByteCount: how long a line may be.
    /// - Returns: the line, or `nil` when nothing follows.
    mutating func last(maximumByteCount: Int) -> InputLine? {
        let isEmpty = start == bytes.count && !isDiscarding
        let isTooLong = isDiscarding || heldByteCount > maximumByteCount
        let line = Array(bytes[start...])
        (bytes, start, searched, isDiscarding) = ([], 0, 0, false)
        return isEmpty ? nil : isTooLong ? .tooLong : .line(line)
    }

    private mutating func discard() {
        (bytes, start, searched, isDiscarding) = ([], 0, 0, true)
    }
}
