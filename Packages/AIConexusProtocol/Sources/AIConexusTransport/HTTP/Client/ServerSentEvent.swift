// SPDX-License-Identifier: MIT

/// One event of a `text/event-stream`.
///
/// On the wire: the lines `id`, `event`, `retry` and one `data` for each line of the text, then an empty line.
/// Source: the HTML standard, "Server-sent events".
public struct ServerSentEvent: Hashable, Sendable {
    /// What the client sends as `Last-Event-ID` when it comes back; no line ends in it.
    public var id: String?
    /// The kind of event, `message` if there is none; no line ends in it.
    public var name: String?
    /// The text, of one or more lines.
    public var data: String
    /// How long a client that lost the connection waits before it comes back, in milliseconds.
    public var retryMilliseconds: Int?

    /// Creates an event.
    ///
    /// - Parameters:
    ///   - data: the text.
    ///   - name: the kind of event.
    ///   - id: where a client that comes back goes on.
    ///   - retryMilliseconds: how long such a client waits, not negative.
    public init(_ data: String, name: String? = nil, id: String? = nil, retryMilliseconds: Int? = nil) {
        self.data = data
        self.name = name
        self.id = id
        self.retryMilliseconds = retryMilliseconds
    }

    /// Appends the event as it goes over the wire.
    ///
    /// Line ends in `id` and `name` become spaces, so that text of a peer's cannot forge fields.
    ///
    /// - Parameter output: where it goes.
    public func append(to output: inout [UInt8]) {
        if let id { output.appendField("id", id) }
        if let name { output.appendField("event", name) }
        if let retryMilliseconds { output.appendField("retry", String(retryMilliseconds)) }
        // Swift takes a carriage return with its line feed as one character, which is one line end here too.
        for line in data.split(omittingEmptySubsequences: false, whereSeparator: Self.isLineEnd) {
            output.appendField("data", line)
        }
        output.append(UInt8(ascii: "\n"))
    }

    /// Appends a comment, which keeps a silent connection alive and is no event.
    public static func appendComment(to output: inout [UInt8]) {
        output.append(contentsOf: ":\n\n".utf8)
    }

    private static func isLineEnd(_ character: Character) -> Bool {
        character == "\n" || character == "\r" || character == "\r\n"
    }
}

extension [UInt8] {
    fileprivate mutating func appendField(_ name: String, _ value: some StringProtocol) {
        append(contentsOf: name.utf8)
        append(contentsOf: ": ".utf8)
        for byte in value.utf8 {
            append(byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") ? UInt8(ascii: " ") : byte)
        }
        append(UInt8(ascii: "\n"))
    }
}
