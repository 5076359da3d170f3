// SPDX-License-Identifier: MIT

/// What epoll watches one socket for; the kernel hears of a change only when it is one.
struct SocketWatch {
    private var registration: Poller.Registration?
    private var watched: PollEvents = []
    private var isSuspended = false

    /// Begins to watch; the handler is kept until ``end(on:)``.
    ///
    /// - Throws: `loopStopped` or `resourcesExhausted`.
    mutating func begin(
        _ number: Int32,
        for events: PollEvents,
        handler: any PollHandler,
        on loop: EventLoop
    ) throws(TransportError) {
        registration = try loop.poller.add(number, for: events, handler: handler)
        watched = events
    }

    /// Watches for `events` from now on; takes a suspension back when they differ from those before it.
    mutating func update(_ number: Int32, for events: PollEvents, on loop: EventLoop) {
        guard let registration, events != watched else { return }
        watched = events
        if isSuspended {
            isSuspended = false
            loop.poller.unsuspend(registration, number, for: events)
        } else {
            loop.poller.update(registration, number, for: events)
        }
    }

    /// Watches for nothing at all, not even hanging up, until the next change.
    mutating func suspend(_ number: Int32, on loop: EventLoop) {
        guard let registration, !isSuspended else { return }
        isSuspended = true
        loop.poller.suspend(registration, number)
    }

    /// Lets the handler go; the socket leaves epoll by being closed.
    mutating func end(on loop: EventLoop) {
        guard let registration else { return }
        loop.poller.remove(registration)
        self.registration = nil
    }
}
