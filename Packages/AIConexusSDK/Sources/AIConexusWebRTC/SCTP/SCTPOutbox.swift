// SPDX-License-Identifier: MIT

/// The messages that SCTP did not take yet, by stream, in the order in which they will leave.
///
/// Streams take turns, message by message. A message that SCTP has begun to take is finished before the next one:
/// between the pieces of one no other can leave, so they would block each other in a full buffer.
struct SCTPOutbox {
    /// A waiting message.
    struct Message {
        var info: SCTPMessageInfo
        var bytes: [UInt8]
        /// How many of the bytes SCTP took.
        var offset = 0
    }

    private struct Stream {
        var messages: [Message] = []
        /// Where the first waiting message is; those before it left.
        var first = 0
        /// Bytes not taken by SCTP.
        var byteCount = 0
    }

    private var streams: [UInt16: Stream] = [:]
    /// The streams that have messages; the first one is next.
    private var turns: [UInt16] = []
    private var firstTurn = 0
    /// Bytes not taken by SCTP, of all streams.
    private(set) var byteCount = 0

    /// Whether nothing waits.
    var isEmpty: Bool { firstTurn == turns.count }

    /// Bytes of a stream that SCTP did not take.
    func byteCount(of stream: UInt16) -> Int {
        streams[stream]?.byteCount ?? 0
    }

    /// Whether a stream has a waiting message.
    func holds(_ stream: UInt16) -> Bool {
        streams[stream] != nil
    }

    /// Adds a message behind those of its stream.
    ///
    /// - Parameter message: not empty.
    mutating func append(_ message: Message) {
        let stream = message.info.stream
        let count = message.bytes.count - message.offset
        if streams[stream] == nil { turns.append(stream) }
        streams[stream, default: Stream()].messages.append(message)
        streams[stream, default: Stream()].byteCount += count
        byteCount += count
    }

    /// The message that leaves next.
    var next: Message? {
        guard !isEmpty, let stream = streams[turns[firstTurn]] else { return nil }
        return stream.messages[stream.first]
    }

    /// Notes that SCTP took bytes of ``next``.
    mutating func take(_ count: Int) {
        let id = turns[firstTurn]
        guard var stream = streams[id] else { preconditionFailure("a stream has a turn and no messages") }
        // Emptied, so that the messages are changed in place.
        streams[id] = Stream()
        byteCount -= count
        stream.byteCount -= count
        stream.messages[stream.first].offset += count
        let message = stream.messages[stream.first]
        guard message.offset == message.bytes.count else {
            streams[id] = stream
            return
        }
        stream.messages[stream.first].bytes = []
        stream.first += 1
        firstTurn += 1
        if stream.first == stream.messages.count {
            streams[id] = nil
        } else {
            if stream.first > 64, stream.first * 2 > stream.messages.count {
                stream.messages.removeFirst(stream.first)
                stream.first = 0
            }
            streams[id] = stream
            turns.append(id)
        }
        if isEmpty {
            turns.removeAll(keepingCapacity: true)
            firstTurn = 0
        } else if firstTurn > 64, firstTurn * 2 > turns.count {
            turns.removeFirst(firstTurn)
            firstTurn = 0
        }
    }
}
