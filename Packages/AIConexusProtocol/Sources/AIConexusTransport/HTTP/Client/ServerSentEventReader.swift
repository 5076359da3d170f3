// SPDX-License-Identifier: MIT

/// Reads the events of a `text/event-stream` from a body that comes in parts.
///
/// Unknown fields and comments are passed over, and so is an event that the stream's end cuts off.
/// Source: the HTML standard, "Interpreting an event stream".
public struct ServerSentEventReader: Sendable {
    private let maximumEventByteCount: Int
    private var line: [UInt8] = []
    private var isAfterCarriageReturn = false
    private var isFirstLine = true
    private var eventByteCount = 0
    private var name: String?
    private var data: [String] = []
    private var retryMilliseconds: Int?

    /// The id of the last event that had one: what a client that comes back sends.
    public private(set) var lastEventID: String?

    /// Starts a stream.
    ///
    /// - Parameter maximumEventByteCount: the longest event in bytes; over it the stream is refused.
    public init(maximumEventByteCount: Int = 1_048_576) {
        self.maximumEventByteCount = maximumEventByteCount
    }

    /// Takes a part of the body.
    ///
    /// - Returns: the events that are complete with it.
    /// - Throws: `.bodyTooLarge` for an event over the limit.
    public mutating func received(_ bytes: [UInt8]) throws(HTTPError) -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        for byte in bytes {
            defer { isAfterCarriageReturn = byte == HTTPCharacter.carriageReturn }
            switch byte {
            case HTTPCharacter.lineFeed where isAfterCarriageReturn: continue
            case HTTPCharacter.lineFeed, HTTPCharacter.carriageReturn:
                if let event = endLine() { events.append(event) }
            default:
                line.append(byte)
                eventByteCount += 1
                guard eventByteCount <= maximumEventByteCount else {
                    throw HTTPError(.bodyTooLarge, "event over \(maximumEventByteCount) bytes")
                }
            }
        }
        return events
    }

    private mutating func endLine() -> ServerSentEvent? {
        var text = String(decoding: line, as: UTF8.self)
        line = []
        if isFirstLine, text.hasPrefix("\u{FEFF}") { text.removeFirst() }
        isFirstLine = false
        guard !text.isEmpty else { return endEvent() }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        var value = parts.count == 2 ? parts[1] : ""
        if value.first == " " { value.removeFirst() }
        switch parts[0] {
        case "data": data.append(String(value))
        case "event": name = String(value)
        case "id" where !value.contains("\0"): lastEventID = String(value)
        case "retry" where value.utf8.allSatisfy(HTTPCharacter.isDigit): retryMilliseconds = Int(value)
        default: break
        }
        return nil
    }

    private mutating func endEvent() -> ServerSentEvent? {
        defer {
            (name, data, retryMilliseconds) = (nil, [], nil)
            eventByteCount = 0
        }
        guard !data.isEmpty else { return nil }
        let text = data.joined(separator: "\n")
        return ServerSentEvent(text, name: name, id: lastEventID, retryMilliseconds: retryMilliseconds)
    }
}
