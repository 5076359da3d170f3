// SPDX-License-Identifier: MIT

#if WebRTC
internal import AIConexusTransport
internal import CNice
internal import CWebRTCShims
internal import Glibc

/// A `GMainContext` of an ICE agent's own, run by an event loop in place of a GLib main loop.
///
/// What GLib would wait for with `poll`, an epoll instance collects, and the event loop watches that one descriptor: a
/// wake-up costs what this agent's few sockets cost, however many agents there are. GLib's next timeout becomes a timer
/// of the loop. One wake-up is one `poll`, `check` and `dispatch`; then `prepare` and `query` tell what to wait for
/// next.
@safe
final class GLibContext {
    /// The context, for GLib; valid as long as self.
    let pointer: OpaquePointer
    private let loop: EventLoop
    private let epoll: Int32
    private var watch: DescriptorWatch?
    private var timer: TimerID?
    private var deadline: LoopInstant?
    private var isPending = false
    private var isClosed = false

    /// What GLib asked to be polled, as of the last `query`; the same descriptors are in the epoll instance.
    private var polled: [GPollFD] = []
    private var fresh: [GPollFD] = []
    /// The priority that `prepare` found, which `query` and `check` want to know.
    private var priority: Int32 = 0
    /// How many descriptors must be free for an agent to begin: more than it takes at once, since GLib ends the whole
    /// process when it gets none to wake a context by, and other threads open some meanwhile.
    private static let spareDescriptorCount = 16

    /// Creates a context that the calling loop runs.
    ///
    /// - Parameters:
    ///   - loop: the loop, on whose thread this is called.
    ///   - stopped: called when the loop ends.
    /// - Throws: `resourcesExhausted` or `loopStopped`.
    init(on loop: EventLoop, stopped: @escaping () -> Void) throws(PeerConnectionError) {
        self.loop = loop
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard epoll >= 0, Self.areSpare(Self.spareDescriptorCount, like: epoll),
            let context = unsafe g_main_context_new()
        else {
            if epoll >= 0 { Glibc.close(epoll) }
            throw PeerConnectionError(.resourcesExhausted, "no descriptor is left for an ICE agent")
        }
        unsafe pointer = context
        // Owned for good: what other threads attach wakes us then, through a descriptor that `query` lists.
        unsafe g_main_context_acquire(context)
        do throws(TransportError) {
            watch = try DescriptorWatch(epoll, on: loop, ready: { [unowned self] in run() }, stopped: stopped)
        } catch {
            close()
            throw PeerConnectionError(.resourcesExhausted, "an ICE agent could not be watched", cause: error)
        }
        changed()
    }

    /// Whether so many descriptors are to be had, found out by taking them.
    private static func areSpare(_ count: Int, like descriptor: Int32) -> Bool {
        var taken: [Int32] = []
        taken.reserveCapacity(count)
        defer { for copy in taken { Glibc.close(copy) } }
        while taken.count < count {
            let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
            guard copy >= 0 else { return false }
            taken.append(copy)
        }
        return true
    }

    deinit {
        precondition(isClosed, "a GLib context was dropped while its loop still ran it")
        unsafe g_main_context_unref(pointer)
    }

    /// Leaves the loop; nothing of the context runs any more.
    ///
    /// Called once, and not by what the context runs.
    func close() {
        guard !isClosed else { return }
        isClosed = true
        watch?.cancel()
        watch = nil
        if let timer { loop.cancel(timer) }
        timer = nil
        unsafe g_main_context_release(pointer)
        Glibc.close(epoll)
    }

    /// Says that a call into the agent may have changed what the context waits for; looked after at the turn's end.
    func changed() {
        guard !isPending, !isClosed else { return }
        isPending = true
        loop.atTurnEnd(self)
    }

    /// Runs `body` so that what it begins asynchronously is finished in this context.
    func asThreadDefault(_ body: () -> Void) {
        unsafe g_main_context_push_thread_default(pointer)
        body()
        unsafe g_main_context_pop_thread_default(pointer)
        changed()
    }

    /// Dispatches what is ready.
    private func run() {
        guard !isClosed else { return }
        let count = UInt32(polled.count)
        let priority = priority
        let isReady = unsafe polled.withUnsafeMutableBufferPointer { polled in
            unsafe g_poll(polled.baseAddress, count, 0)
            return unsafe g_main_context_check(pointer, priority, polled.baseAddress, Int32(count)) != 0
        }
        if isReady { unsafe g_main_context_dispatch(pointer) }
        changed()
    }
}

// MARK: - What to wait for

extension GLibContext: TurnParticipant {
    /// Asks GLib what to wait for, and has the loop wait for it.
    func turnEnded() {
        isPending = false
        guard !isClosed else { return }
        unsafe g_main_context_prepare(pointer, &priority)
        var milliseconds: Int32 = -1
        query(&milliseconds)
        if fresh.count != polled.count || !zip(fresh, polled).allSatisfy({ $0.fd == $1.fd && $0.events == $1.events }) {
            updateEpoll()
        }
        schedule(afterMilliseconds: milliseconds)
    }

    private func query(_ milliseconds: inout Int32) {
        if fresh.isEmpty { fresh = [GPollFD()] }
        while true {
            let capacity = fresh.count
            let priority = priority
            let needed = unsafe fresh.withUnsafeMutableBufferPointer { fresh in
                unsafe g_main_context_query(pointer, priority, &milliseconds, fresh.baseAddress, Int32(capacity))
            }
            let isComplete = Int(needed) <= capacity
            fresh.removeLast(max(0, capacity - Int(needed)))
            while fresh.count < Int(needed) { fresh.append(GPollFD()) }
            if isComplete { return }
        }
    }

    /// Makes the epoll instance hold what GLib listed.
    ///
    /// A descriptor that was closed meanwhile has left epoll by itself, and its number may be in use again: both
    /// operations may fail then, which is right.
    private func updateEpoll() {
        for old in polled where !fresh.contains(where: { $0.fd == old.fd }) {
            var event = unsafe epoll_event()
            _ = unsafe epoll_ctl(epoll, EPOLL_CTL_DEL, old.fd, &event)
        }
        for new in fresh {
            // GLib's conditions have the values of poll's, and those the values of epoll's.
            var event = unsafe epoll_event()
            unsafe event.events = UInt32(new.events)
            if unsafe epoll_ctl(epoll, EPOLL_CTL_MOD, new.fd, &event) != 0 {
                _ = unsafe epoll_ctl(epoll, EPOLL_CTL_ADD, new.fd, &event)
            }
        }
        swap(&polled, &fresh)
    }

    private func schedule(afterMilliseconds milliseconds: Int32) {
        guard milliseconds >= 0 else { return }
        let wanted = LoopInstant(nanoseconds: loop.now.nanoseconds + Int64(milliseconds) * 1_000_000)
        // A timer that fires too early only asks again; that is cheaper than moving it whenever a deadline moves on.
        if timer != nil, let deadline, deadline <= wanted { return }
        if let timer { loop.cancel(timer) }
        deadline = wanted
        timer = loop.schedule(at: wanted) { [unowned self] in
            timer = nil
            run()
        }
    }
}
#endif
