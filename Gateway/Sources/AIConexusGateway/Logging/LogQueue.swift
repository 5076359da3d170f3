// SPDX-License-Identifier: MIT

/// Lines that wait to be written, up to a bound in bytes; what finds no room is counted.
struct LogQueue: Sendable {
    /// What a writer takes at once.
    struct Batch: Equatable, Sendable {
        /// Whole lines.
        var bytes: [UInt8]
        /// Lines that were dropped behind them.
        var droppedCount: Int
    }

    private let maximumByteCount: Int
    private var bytes: [UInt8] = []
    private var droppedCount = 0
    /// Lines that were dropped since the beginning.
    private(set) var totalDroppedCount = 0
    /// Whether nothing may be added any more.
    private(set) var isClosed = false

    init(maximumByteCount: Int) {
        self.maximumByteCount = maximumByteCount
    }

    /// How much waits.
    var byteCount: Int { bytes.count }

    /// Whether there is nothing to write or report.
    var isEmpty: Bool { bytes.isEmpty && droppedCount == 0 }

    /// Adds a line, or counts it as dropped.
    ///
    /// Once something was dropped nothing is added before the writer has taken the rest, so that the report of what is
    /// missing stands where it is missing.
    mutating func append(_ line: [UInt8]) {
        guard !isClosed, droppedCount == 0, bytes.count + line.count <= maximumByteCount else {
            droppedCount += 1
            totalDroppedCount += 1
            return
        }
        bytes += line
    }

    /// Takes everything out.
    mutating func takeAll() -> Batch {
        let batch = Batch(bytes: bytes, droppedCount: droppedCount)
        (bytes, droppedCount) = ([], 0)
        return batch
    }

    /// Counts lines that were taken out and could not be written; no report follows, as that could not be written
    /// either.
    mutating func lose(_ lineCount: Int) { totalDroppedCount += lineCount }

    /// Takes no more lines.
    mutating func close() { isClosed = true }
}
