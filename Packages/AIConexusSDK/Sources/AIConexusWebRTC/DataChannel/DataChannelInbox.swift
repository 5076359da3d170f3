// SPDX-License-Identifier: MIT

/// Messages that came and that nobody took yet.
struct DataChannelInbox {
    /// At this many bytes, counted with a little for each message, the peer is held back.
    private static let byteLimit = 1 << 20
    /// What a message counts beyond its bytes.
    private static let messageOverhead = 64

    private var messages: [DataChannelMessage] = []
    private var first = 0
    private var byteCount = 0

    /// Whether there is none.
    var isEmpty: Bool { first == messages.count }

    /// Whether no more should be read.
    var isFull: Bool { byteCount >= Self.byteLimit }

    /// Adds a message.
    mutating func append(_ message: DataChannelMessage) {
        byteCount += message.bytes.count + Self.messageOverhead
        messages.append(message)
    }

    /// Takes the oldest message.
    mutating func next() -> DataChannelMessage? {
        guard !isEmpty else { return nil }
        let message = messages[first]
        messages[first].bytes = []
        byteCount -= message.bytes.count + Self.messageOverhead
        first += 1
        if isEmpty {
            messages.removeAll(keepingCapacity: messages.capacity <= 64)
            first = 0
        } else if first > 64, first * 2 > messages.count {
            messages.removeFirst(first)
            first = 0
        }
        return message
    }
}
