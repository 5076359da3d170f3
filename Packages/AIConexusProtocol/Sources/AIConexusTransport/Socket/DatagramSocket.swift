// SPDX-License-Identifier: MIT

internal import Glibc

/// A UDP socket on a loop, for questions that need no connection.
///
/// Belongs to the loop, which keeps it until ``close()``.
public final class DatagramSocket {
    /// The address that the socket is bound to.
    public let localAddress: SocketAddress
    private let loop: EventLoop
    private let descriptor: Descriptor
    private var registration: Poller.Registration?
    private let received: (Span<UInt8>, SocketAddress) -> Void

    /// Opens a socket.
    ///
    /// - Parameters:
    ///   - address: what to bind: an address of this machine or the unspecified one, and a port or 0 for a free one.
    ///   - loop: the loop, on whose thread this is called.
    ///   - received: gets each datagram with its sender, in memory that is reused after the call.
    /// - Throws: `resourcesExhausted`, `addressUnavailable`, or `loopStopped`.
    public init(
        boundTo address: SocketAddress,
        on loop: EventLoop,
        received: @escaping (Span<UInt8>, SocketAddress) -> Void
    ) throws(TransportError) {
        loop.preconditionOnLoop()
        let descriptor = try Socket.makeDatagram(for: address)
        let number = descriptor.number
        guard unsafe address.withSockaddr({ unsafe bind(number, $0, $1) }) == 0,
            let bound = unsafe SocketAddress(of: number, { unsafe getsockname($0, $1, $2) })
        else { throw .system(.addressUnavailable, "\(address) cannot be used") }
        localAddress = bound
        self.loop = loop
        self.received = received
        self.descriptor = descriptor
        registration = try loop.poller.add(number, for: .readable, handler: self)
    }

    /// Sends a datagram; one that the system does not take is lost, as on any path.
    public func send(_ datagram: Span<UInt8>, to address: SocketAddress) {
        loop.preconditionOnLoop()
        guard registration != nil else { return }
        let number = descriptor.number
        unsafe datagram.withUnsafeBufferPointer { bytes in
            unsafe address.withSockaddr { target, size in
                _ = unsafe sendto(number, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL), target, size)
            }
        }
    }

    /// Stops receiving and closes the socket when it is released; does nothing the second time.
    public func close() {
        loop.preconditionOnLoop()
        guard let registration else { return }
        self.registration = nil
        loop.poller.suspend(registration, descriptor.number)
        loop.poller.remove(registration)
    }
}

extension DatagramSocket: PollHandler {
    /// How many datagrams are taken in one turn, before others have theirs.
    private static let turnLimit = 64

    func ready(for events: PollEvents) {
        for _ in 0..<Self.turnLimit where registration != nil {
            var sender: SocketAddress?
            guard let count = Socket.receiveDatagram(into: loop.readBuffer, from: descriptor.number, sender: &sender)
            else { return }
            if let sender { loop.readBuffer.withBytes(count) { received($0, sender) } }
        }
    }

    func loopStopped() {
        close()
    }
}
