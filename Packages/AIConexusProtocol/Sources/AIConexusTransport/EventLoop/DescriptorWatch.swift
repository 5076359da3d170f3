// SPDX-License-Identifier: MIT

/// Tells when a descriptor that another library owns can be read.
///
/// A library with descriptors of its own can so live on a loop: put them into an epoll instance, and watch that.
/// Belongs to the loop; ``cancel()`` it before the descriptor is closed.
public final class DescriptorWatch {
    private let loop: EventLoop
    private let descriptor: Int32
    private let ready: () -> Void
    private let stopped: () -> Void
    private var registration: Poller.Registration?

    /// Begins to watch.
    ///
    /// - Parameters:
    ///   - descriptor: an open descriptor that epoll can watch, nowhere else watched on this loop.
    ///   - loop: the loop, on whose thread this is called.
    ///   - ready: called in every turn in which the descriptor can be read, or has failed.
    ///   - stopped: called once when the loop ends while the watch is active; nothing is called afterwards.
    /// - Throws: `loopStopped`, or `resourcesExhausted` when the system watches too many already.
    public init(
        _ descriptor: Int32,
        on loop: EventLoop,
        ready: @escaping () -> Void,
        stopped: @escaping () -> Void
    ) throws(TransportError) {
        loop.preconditionOnLoop()
        self.loop = loop
        self.descriptor = descriptor
        self.ready = ready
        self.stopped = stopped
        registration = try loop.poller.add(descriptor, for: .readable, handler: self)
    }

    /// Ends the watch; the loop keeps it until then.
    ///
    /// Does nothing the second time.
    public func cancel() {
        loop.preconditionOnLoop()
        guard let registration else { return }
        self.registration = nil
        loop.poller.suspend(registration, descriptor)
        loop.poller.remove(registration)
    }
}

extension DescriptorWatch: PollHandler {
    func ready(for events: PollEvents) {
        ready()
    }

    func loopStopped() {
        guard registration != nil else { return }
        cancel()
        stopped()
    }
}
