// SPDX-License-Identifier: MIT

/// Compresses the messages of one connection that are worth it.
struct WebSocketMessageDeflater {
    private let resetsContext: Bool
    private let windowBits: Int
    private let level: Int
    private let minimumByteCount: Int
    private let pool: WebSocketCompressionPool
    /// The connection's own stream, made for its first message if the context is kept.
    private var ownStream: DeflateStream?

    /// - Parameters:
    ///   - resetsContext: whether each message starts with an empty window.
    ///   - windowBits: the window.
    ///   - configuration: effort and threshold.
    ///   - pool: where streams and buffers are borrowed.
    init(
        resetsContext: Bool,
        windowBits: Int,
        configuration: WebSocketCompressionConfiguration,
        pool: WebSocketCompressionPool
    ) {
        self.resetsContext = resetsContext
        self.windowBits = windowBits
        level = configuration.level
        minimumByteCount = configuration.minimumByteCount
        self.pool = pool
    }

    /// Appends a message as one compressed frame.
    ///
    /// - Returns: `false`, with nothing appended, when the message is better sent as it is.
    mutating func appendFrame(
        _ opcode: WebSocketOpcode,
        _ message: Span<UInt8>,
        maskingKey: UInt32?,
        to output: inout [UInt8]
    ) -> Bool {
        guard message.count >= minimumByteCount else { return false }
        let stream = stream()
        var isSmaller = true
        pool.withBuffer { compressed in
            stream.deflate(message, to: &compressed)
            // With a kept context the peer must see whatever went into our window.
            isSmaller = compressed.count < message.count || !resetsContext
            guard isSmaller else { return }
            WebSocketFrameEncoder.append(
                opcode,
                compressed.span,
                isCompressed: true,
                maskingKey: maskingKey,
                to: &output
            )
        }
        return isSmaller
    }

    private mutating func stream() -> DeflateStream {
        if resetsContext { return pool.freshDeflater(windowBits: windowBits, level: level) }
        if let ownStream { return ownStream }
        let stream = DeflateStream(windowBits: windowBits, level: level)
        ownStream = stream
        return stream
    }
}
