// SPDX-License-Identifier: MIT

/// zlib streams which the connections of one loop share when no context is kept between messages.
///
/// A connection borrows a stream for one message, so that ten thousand idle connections need none. Make one per loop;
/// it must not be used on two threads.
public final class WebSocketCompressionPool {
    private static let idleInflatersKept = 8

    private var inflaters: [InflateStream] = []
    private var deflater: DeflateStream?
    private var compressed: [UInt8] = []

    /// Creates an empty pool.
    public init() {}

    func takeInflater(windowBits: Int) -> InflateStream {
        // A larger window inflates whatever a smaller one does.
        guard let index = inflaters.lastIndex(where: { $0.windowBits >= windowBits }) else {
            return InflateStream(windowBits: windowBits)
        }
        return inflaters.remove(at: index)
    }

    func giveBack(_ inflater: InflateStream) {
        guard inflaters.count < Self.idleInflatersKept else { return }
        inflater.reset()
        inflaters.append(inflater)
    }

    /// A stream with an empty window; valid until the next call.
    func freshDeflater(windowBits: Int, level: Int) -> DeflateStream {
        if let deflater, deflater.windowBits == windowBits, deflater.level == level {
            deflater.reset()
            return deflater
        }
        let deflater = DeflateStream(windowBits: windowBits, level: level)
        self.deflater = deflater
        return deflater
    }

    /// Lends an empty buffer to `body`, which must not call anything that lends it again.
    func withBuffer(_ body: (inout [UInt8]) -> Void) {
        compressed.removeAll(keepingCapacity: true)
        body(&compressed)
    }
}
