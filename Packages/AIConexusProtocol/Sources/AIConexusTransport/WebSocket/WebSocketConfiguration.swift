// SPDX-License-Identifier: MIT

/// The limits and habits of one side of a WebSocket connection.
public struct WebSocketConfiguration: Hashable, Sendable {
    /// The longest message taken, in bytes; for a compressed one the inflated bytes count.
    ///
    /// 1 MiB unless set. Checked when a frame is announced and while a message is inflated, never after buffering.
    public var maximumMessageByteCount: Int
    /// The longest frame taken, in bytes as they are on the wire; `nil` for what a message at the limit can need.
    public var maximumFrameByteCount: Int?
    /// What a peer is told whose frame or message is over the limit; 1009 unless set.
    public var tooLargeCloseCode: WebSocketCloseCode
    /// Whether binary messages are taken; if not, the first frame of one closes the connection with 1003.
    public var acceptsBinary: Bool
    /// How long the peer may take to finish a message that it began; `nil` for no limit, 30 s unless set.
    ///
    /// Looked at once per period, so that an unfinished message lives up to twice as long.
    public var messageTimeout: Duration?
    /// How long after a Close the transport stays open for reading, so that the code arrives; 2 s unless set.
    public var closeTimeout: Duration
    /// How long a connection may be silent before it is pinged, and again before it is given up; `nil` for never.
    public var keepAliveInterval: Duration?
    /// What is offered or accepted of permessage-deflate; `nil` to do without.
    public var compression: WebSocketCompressionConfiguration?

    /// Creates the defaults: messages of up to 1 MiB, binary taken, no compression, no pings of its own.
    public init() {
        maximumMessageByteCount = 1_048_576
        maximumFrameByteCount = nil
        tooLargeCloseCode = .messageTooBig
        acceptsBinary = true
        messageTimeout = .seconds(30)
        closeTimeout = .seconds(2)
        keepAliveInterval = nil
        compression = nil
    }

    /// The limit of a frame in bytes.
    ///
    /// What cannot be compressed gets a little longer by it: five bytes for every 16 KiB at most (RFC 1951 §3.2.4).
    var frameLimit: Int {
        if let maximumFrameByteCount { return maximumFrameByteCount }
        let slack = maximumMessageByteCount >> 10 + 64
        let (limit, overflow) = maximumMessageByteCount.addingReportingOverflow(slack)
        return overflow ? .max : limit
    }
}
