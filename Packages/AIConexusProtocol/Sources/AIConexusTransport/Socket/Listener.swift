// SPDX-License-Identifier: MIT

internal import CAIConexusShims
internal import Glibc

/// Accepts TCP connections on one loop.
///
/// For several loops on one port make a listener on each, the first alone and then ``sharePort()``, the others with
/// `sharesPort`; the kernel spreads the connections.
/// Belongs to its loop: made, used and closed on that thread. It lives until ``close()`` or the loop's end.
public final class Listener {
    /// How a listener listens.
    public struct Configuration: Hashable, Sendable {
        /// How many connections the kernel keeps for us before it drops them; the system's own limit holds too.
        public var backlog: Int32
        /// Whether other listeners of this user may listen on the same port (`SO_REUSEPORT`).
        public var sharesPort: Bool
        /// How many connections one turn of the loop accepts, so that those that are open get their turn.
        public var acceptsPerTurn: Int

        /// Creates a configuration.
        ///
        /// - Parameters:
        ///   - backlog: connections that may wait for us.
        ///   - sharesPort: whether other listeners may listen on the same port.
        ///   - acceptsPerTurn: at least 1.
        public init(backlog: Int32 = 4_096, sharesPort: Bool = false, acceptsPerTurn: Int = 128) {
            precondition(acceptsPerTurn > 0, "a listener that accepts nothing")
            self.backlog = backlog
            self.sharesPort = sharesPort
            self.acceptsPerTurn = acceptsPerTurn
        }
    }

    /// How long accepting rests when the system is out of descriptors or memory.
    private static let rest = Duration.milliseconds(100)

    private let loop: EventLoop
    private let configuration: Configuration
    private let tls: TLSContext?
    private let accept: (any ByteChannel) -> Void
    private var descriptor: Descriptor?
    private var registration: Poller.Registration?
    /// Given up for a moment when descriptors run out, to accept a connection and close it: otherwise it would wait
    /// in the backlog, epoll would report it for ever, and the peer would hear nothing.
    private var spare: Descriptor?
    private var restTimer: TimerID?
    /// The address listened on, with the port that the system chose when 0 was asked for.
    public let address: SocketAddress
    /// How many connections were accepted and handed on.
    public private(set) var acceptedCount = 0
    /// How many connections were closed at once because no descriptor, or no memory for TLS, was left.
    public private(set) var refusedCount = 0

    /// Starts listening.
    ///
    /// An IPv6 address takes IPv6 connections only, so that `0.0.0.0` and `::` can be listened on side by side.
    ///
    /// - Parameters:
    ///   - address: where; port 0 asks for a free one.
    ///   - loop: the loop that the connections will belong to, on whose thread this is called.
    ///   - configuration: how.
    ///   - tls: a server's context to speak TLS.
    ///   - accept: gets each connection, to start it (or abort it, or let it go out of scope, which closes it).
    /// - Throws: `addressUnavailable` for an address in use, not ours or privileged; `resourcesExhausted`;
    ///   `loopStopped`.
    public init(
        at address: SocketAddress,
        on loop: EventLoop,
        configuration: Configuration = Configuration(),
        tls: TLSContext? = nil,
        accept: @escaping (any ByteChannel) -> Void
    ) throws(TransportError) {
        loop.preconditionOnLoop()
        let descriptor = try Self.listen(at: address, configuration)
        guard let bound = unsafe SocketAddress(of: descriptor.number, { unsafe getsockname($0, $1, $2) }) else {
            throw .system(.systemCallFailed, "a socket has no address")
        }
        self.address = bound
        self.loop = loop
        self.configuration = configuration
        self.tls = tls
        self.accept = accept
        spare = Self.openSpare()
        registration = nil
        self.descriptor = nil
        registration = try loop.poller.add(descriptor.number, for: .readable, handler: self)
        self.descriptor = consume descriptor
    }

    /// Lets other listeners of this user in on the port, those that have `sharesPort`; before that it was this one's alone.
    ///
    /// So who begins learns whether the port was free, and nobody comes in between.
    ///
    /// - Throws: `systemCallFailed` where the system cannot share ports.
    public func sharePort() throws(TransportError) {
        loop.preconditionOnLoop()
        guard let number = descriptor?.number else { return }
        try Socket.set(SO_REUSEPORT, SOL_SOCKET, to: 1, on: number)
    }

    /// Stops listening and resets the connections in the backlog; does nothing the second time.
    public func close() {
        loop.preconditionOnLoop()
        if let registration { loop.poller.remove(registration) }
        registration = nil
        descriptor = nil
        spare = nil
        if let restTimer { loop.cancel(restTimer) }
        restTimer = nil
    }

    private static func listen(
        at address: SocketAddress,
        _ configuration: Configuration
    ) throws(TransportError) -> Descriptor {
        let descriptor = try Socket.make(for: address)
        let number = descriptor.number
        try Socket.set(SO_REUSEADDR, SOL_SOCKET, to: 1, on: number)
        if configuration.sharesPort { try Socket.set(SO_REUSEPORT, SOL_SOCKET, to: 1, on: number) }
        if address.address.family == .v6 { try Socket.set(IPV6_V6ONLY, Int32(IPPROTO_IPV6), to: 1, on: number) }
        // Accepted sockets inherit it, which saves a system call for each.
        try Socket.setNoDelay(number)
        guard unsafe address.withSockaddr({ unsafe bind(number, $0, $1) }) == 0,
            Glibc.listen(number, configuration.backlog) == 0
        else { throw .system(.addressUnavailable, "cannot listen on \(address)") }
        return descriptor
    }

    private static func openSpare() -> Descriptor? {
        Errno.retrying { unsafe open("/dev/null", O_RDONLY | O_CLOEXEC) }.map { Descriptor(owning: $0) }
    }
}

extension Listener: PollHandler {
    func ready(for events: PollEvents) {
        for _ in 0..<configuration.acceptsPerTurn {
            guard let number = descriptor?.number else { return }
            var peer: SocketAddress?
            if let accepted = Socket.accept(from: number, peer: &peer) {
                handOn(SocketChannel(on: loop, owning: accepted, peer: peer))
                continue
            }
            var error = Errno.current
            if error == EMFILE || error == ENFILE { error = refuse(number) }
            switch error {
            case EAGAIN: return
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: return startRest()
            default: continue  // Refused, or failed before it was accepted (accept(2), "Error handling").
            }
        }
    }

    func loopStopped() {
        close()
    }

    private func handOn(_ socket: SocketChannel) {
        do throws(TransportError) {
            let channel = try tls.map { tls throws(TransportError) in try tls.secure(socket) } ?? socket
            acceptedCount += 1
            accept(channel)
        } catch {
            // Out of memory for a session: the socket is closed by going out of scope.
            refusedCount += 1
        }
    }

    /// Accepts a connection in the spare descriptor's place and closes it; returns 0, or what stood in the way.
    private func refuse(_ number: Int32) -> Int32 {
        spare = nil
        var peer: SocketAddress?
        var error: Int32 = 0
        do {
            let refused = Socket.accept(from: number, peer: &peer)
            if refused == nil { error = Errno.current }
        }
        if error == 0 { refusedCount += 1 }
        spare = Self.openSpare()
        return error
    }

    private func startRest() {
        guard let registration, let number = descriptor?.number, restTimer == nil else { return }
        loop.poller.update(registration, number, for: [])
        restTimer = loop.schedule(after: Self.rest) { self.endRest() }
    }

    private func endRest() {
        restTimer = nil
        guard let registration, let number = descriptor?.number else { return }
        loop.poller.update(registration, number, for: .readable)
    }
}
