// SPDX-License-Identifier: MIT

internal import CAIConexusShims
internal import Glibc

/// One attempt to connect a socket to one address.
final class ConnectAttempt {
    private let loop: EventLoop
    private let address: SocketAddress
    private let completion: (Result<SocketChannel, TransportError>) -> Void
    private var descriptor: Descriptor?
    private var registration: Poller.Registration?

    /// Starts to connect.
    ///
    /// - Parameters:
    ///   - address: where to.
    ///   - loop: the loop of the channel to be, on whose thread this is called.
    ///   - completion: called once, in a later turn, unless the attempt is cancelled before.
    init(
        to address: SocketAddress,
        on loop: EventLoop,
        completion: @escaping (Result<SocketChannel, TransportError>) -> Void
    ) {
        self.loop = loop
        self.address = address
        self.completion = completion
        do throws(TransportError) {
            try begin()
        } catch {
            // In a later turn, as every other outcome.
            loop.later { completion(.failure(error)) }
        }
    }

    /// Gives the attempt up; `completion` is not called any more, except for an attempt that failed at once.
    func cancel() {
        release()
    }

    private func begin() throws(TransportError) {
        let descriptor = try Socket.make(for: address)
        let number = descriptor.number
        try Socket.setNoDelay(number)
        let status = unsafe address.withSockaddr { unsafe connect(number, $0, $1) }
        // An interrupted attempt goes on in the background (connect(2)).
        guard status == 0 || Errno.current == EINPROGRESS || Errno.current == EINTR else {
            throw .system(.connectFailed, "\(address) cannot be reached")
        }
        registration = try loop.poller.add(number, for: .writable, handler: self)
        self.descriptor = consume descriptor
    }

    private func release() {
        if let registration { loop.poller.remove(registration) }
        registration = nil
        descriptor = nil
    }
}

extension ConnectAttempt: PollHandler {
    func ready(for events: PollEvents) {
        guard let registration, let descriptor = descriptor.take() else { return }
        let error = Socket.pendingError(of: descriptor.number)
        // The channel registers itself when it is started.
        loop.poller.suspend(registration, descriptor.number)
        release()
        if error == 0 {
            completion(.success(SocketChannel(on: loop, owning: descriptor, peer: address)))
        } else {
            completion(.failure(.system(.connectFailed, "\(address) cannot be reached", number: error)))
        }
    }

    func loopStopped() {
        release()
        completion(.failure(TransportError(.loopStopped, "the loop was shut down")))
    }
}
