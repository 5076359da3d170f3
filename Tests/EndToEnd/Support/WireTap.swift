// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTransport

/// A wire between agents and a gateway that a test can listen to, cut and hold.
///
/// It passes bytes on in both directions and keeps what agents sent. Lives on a loop of its own.
actor WireTap {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }
    private let exchange: Exchange
    private var listener: Listener?

    private init(to target: UInt16, on loop: EventLoop) {
        self.loop = loop
        exchange = Exchange(to: target, on: loop)
    }

    /// Runs a tap in front of a gateway as long as `body`.
    ///
    /// - Parameters:
    ///   - gateway: where bytes go.
    ///   - body: what uses the tap's port.
    /// - Throws: what `body` throws.
    static func with(_ gateway: LiveGateway, _ body: (WireTap, UInt16) async throws -> Void) async throws {
        try await EventLoop.with { loop in
            let tap = WireTap(to: gateway.port, on: loop)
            try await body(tap, try await tap.listen())
        }
    }

    private func listen() throws -> UInt16 {
        let exchange = exchange
        let listener = try Listener(at: SocketAddress(.loopbackV4, port: 0), on: loop) { exchange.accept($0) }
        self.listener = listener
        return listener.address.port
    }

    /// Cuts every connection, and takes no new one until ``restore()``.
    func cut() {
        exchange.isCut = true
        for line in exchange.lines {
            line.near.abort()
            line.far?.abort()
        }
    }

    /// Takes connections again.
    func restore() {
        exchange.isCut = false
    }

    /// Passes nothing on, in either direction, until ``release()``.
    func hold() {
        exchange.isHeld = true
        for line in exchange.lines {
            line.near.pauseReading()
            line.far?.pauseReading()
        }
    }

    /// Passes on what was held back.
    func release() {
        exchange.isHeld = false
        for line in exchange.lines {
            line.near.resumeReading()
            line.far?.resumeReading()
        }
    }

    /// Every text that agents sent to the gateway so far, unmasked.
    func sentTexts() -> [String] {
        exchange.lines.flatMap { Exchange.texts(in: $0.recorded) }
    }
}

/// What a ``WireTap`` keeps on its loop.
private final class Exchange {
    /// One connection through the tap.
    final class Line {
        let near: any ByteChannel
        var far: (any ByteChannel)?
        /// What came before the other side was connected.
        var early: [UInt8] = []
        var recorded: [UInt8] = []

        init(_ near: any ByteChannel) {
            self.near = near
        }
    }

    /// Passes what one side says to the other.
    private final class Side: ByteChannelDelegate {
        private let line: Line
        private let isNear: Bool

        init(_ line: Line, isNear: Bool) {
            self.line = line
            self.isNear = isNear
        }

        func channel(_ channel: any ByteChannel, received bytes: Span<UInt8>) {
            let copy = bytes.indices.map { bytes[$0] }
            if isNear { line.recorded += copy }
            let other = isNear ? line.far : line.near
            if let other { other.send(copy.span) } else { line.early += copy }
        }

        func channelReceivedEnd(_ channel: any ByteChannel) {
            (isNear ? line.far : line.near)?.close()
            channel.close()
        }

        func channelClosed(_ channel: any ByteChannel, reason: CloseReason) {
            (isNear ? line.far : line.near)?.abort()
        }
    }

    let loop: EventLoop
    let target: UInt16
    var lines: [Line] = []
    var isCut = false
    var isHeld = false

    init(to target: UInt16, on loop: EventLoop) {
        self.target = target
        self.loop = loop
    }

    func accept(_ channel: any ByteChannel) {
        guard !isCut else { return channel.abort() }
        let line = Line(channel)
        lines.append(line)
        channel.start(delegate: Side(line, isNear: true))
        if isHeld { channel.pauseReading() }
        _ = Connector().connect(to: "127.0.0.1", port: target, on: loop) { result in
            guard let far = try? result.get() else { return channel.abort() }
            line.far = far
            far.start(delegate: Side(line, isNear: false))
            far.send(line.early.span)
            line.early = []
        }
    }

    /// The payloads of the frames behind an opening handshake (RFC 6455 §5.2).
    static func texts(in bytes: [UInt8]) -> [String] {
        let end = Array("\r\n\r\n".utf8)
        guard let start = bytes.indices.first(where: { bytes[$0...].starts(with: end) }) else { return [] }
        var rest = bytes[(start + end.count)...]
        var texts: [String] = []
        while rest.count >= 2 {
            let bytes = Array(rest)
            var length = Int(bytes[1] & 0x7F)
            var position = 2
            let extra = length == 126 ? 2 : length == 127 ? 8 : 0
            guard bytes.count >= position + extra + 4 else { break }
            if extra > 0 { length = bytes[2..<2 + extra].reduce(0) { $0 << 8 | Int($1) } }
            position += extra
            let mask = Array(bytes[position..<position + 4])
            position += 4
            guard bytes.count >= position + length else { break }
            let payload = bytes[position..<position + length].enumerated().map { $1 ^ mask[$0 & 3] }
            if bytes[0] & 0x0F == 1 { texts.append(String(decoding: payload, as: UTF8.self)) }
            rest = rest.dropFirst(position + length)
        }
        return texts
    }
}
