// SPDX-License-Identifier: MIT

/// Inflates the compressed messages of one connection, piece by piece as they come.
struct WebSocketMessageInflater {
    /// What the sender cut off the end of each message (RFC 7692 §7.2.2).
    private static let tail: [UInt8] = [0x00, 0x00, 0xFF, 0xFF]

    private let resetsContext: Bool
    private let windowBits: Int
    private let pool: WebSocketCompressionPool
    /// The stream of the message in progress, or the connection's own if the context is kept.
    private var stream: InflateStream?

    /// - Parameters:
    ///   - resetsContext: whether the peer starts each message with an empty window.
    ///   - windowBits: the peer's window.
    ///   - pool: where streams are borrowed.
    init(resetsContext: Bool, windowBits: Int, pool: WebSocketCompressionPool) {
        self.resetsContext = resetsContext
        self.windowBits = windowBits
        self.pool = pool
    }

    /// Inflates the next piece of a message behind what `output` already holds.
    ///
    /// - Returns: `false` when it is not DEFLATE data. If the result is over `limit` it ends one byte behind that.
    mutating func inflate(_ piece: Span<UInt8>, to output: inout [UInt8], limit: Int) -> Bool {
        let stream = self.stream ?? pool.takeInflater(windowBits: windowBits)
        self.stream = stream
        return stream.inflate(piece, to: &output, limit: limit)
    }

    /// Ends the message.
    ///
    /// - Returns: `false` when the data stops within a block.
    mutating func finish(to output: inout [UInt8], limit: Int) -> Bool {
        guard inflate(Self.tail.span, to: &output, limit: limit), let stream else { return false }
        let isWhole = stream.isBetweenBlocks
        if resetsContext {
            pool.giveBack(stream)
            self.stream = nil
        }
        return isWhole
    }
}
