// SPDX-License-Identifier: MIT

/// The limits of an HTTP connection, and what happens at each.
public struct HTTPConfiguration: Hashable, Sendable {
    /// The most that a head may have in bytes, whatever is configured; http-parser's own bound lies above.
    public static let largestHeadByteCount = 65_536

    /// The longest first line in bytes; over it 414.
    ///
    /// 8 KiB unless set.
    public var maximumStartLineByteCount: Int
    /// The longest head in bytes, first line included; over it 431.
    ///
    /// 16 KiB unless set, at most 64 KiB.
    public var maximumHeadByteCount: Int
    /// The most header fields; over it 431.
    ///
    /// 100 unless set.
    public var maximumFieldCount: Int
    /// The longest body in bytes; over it 413.
    ///
    /// 1 MiB unless set.
    public var maximumBodyByteCount: Int
    /// The time from the connection's or request's first byte to the end of its head; then 408.
    ///
    /// 10 s unless set.
    public var headTimeout: Duration
    /// The time from the end of the head to the end of the body; then 408.
    ///
    /// 30 s unless set.
    public var bodyTimeout: Duration
    /// How long a connection may stay between requests; then it is closed.
    ///
    /// 60 s unless set.
    public var idleTimeout: Duration
    /// How many requests one connection may make; the last is answered with `Connection: close`.
    ///
    /// 1 000 unless set.
    public var maximumRequestCount: Int

    /// Creates the defaults.
    public init() {
        maximumStartLineByteCount = 8_192
        maximumHeadByteCount = 16_384
        maximumFieldCount = 100
        maximumBodyByteCount = 1_048_576
        headTimeout = .seconds(10)
        bodyTimeout = .seconds(30)
        idleTimeout = .seconds(60)
        maximumRequestCount = 1_000
    }
}
