// SPDX-License-Identifier: MIT

internal import CAIConexusShims
internal import Glibc

/// Level-triggered epoll, the table of what it watches, and the descriptor by which other threads end a wait.
///
/// epoll hands back 64 bits of ours with each event: a place in the table and the place's generation. A descriptor
/// that was closed, its number and place reused, while an event of it was still in the batch, is recognised by its
/// old generation.
@safe
struct Poller: ~Copyable {
    /// Names one watched descriptor.
    struct Registration: Hashable {
        fileprivate let slot: UInt32
        fileprivate let generation: UInt32

        fileprivate var word: UInt64 { UInt64(generation) << 32 | UInt64(slot) }
    }

    private struct Entry {
        var handler: (any PollHandler)?
        var generation: UInt32
        var nextFree: UInt32
    }

    /// The word of the wake descriptor: a place that the table never reaches.
    private static var wakeWord: UInt64 { .max }
    private static var noSlot: UInt32 { .max }
    /// How many events one wait takes; more wait for the next turn.
    private static var batchSize: Int { 512 }

    private let epoll: Descriptor
    private let wake: Descriptor
    private var entries: [Entry] = []
    private var firstFree = noSlot
    private var events: [epoll_event]
    /// Set by ``stop()``; nothing is watched from then on.
    private(set) var isStopped = false

    /// - Throws: `resourcesExhausted` without a free descriptor.
    init() throws(TransportError) {
        let epoll = try Descriptor("epoll could not be made") { epoll_create1(Int32(EPOLL_CLOEXEC)) }
        let wake = try Descriptor("an eventfd could not be made") { eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK)) }
        var event = unsafe epoll_event(.readable, word: Self.wakeWord)
        guard unsafe epoll_ctl(epoll.number, EPOLL_CTL_ADD, wake.number, &event) == 0 else {
            throw .system(.systemCallFailed, "the eventfd could not be watched")
        }
        self.epoll = epoll
        self.wake = wake
        unsafe events = Array(repeating: epoll_event(), count: Self.batchSize)
    }

    /// The descriptor to which eight bytes are written to end a wait; valid as long as the poller.
    var wakeDescriptor: Int32 { wake.number }
}

// MARK: - Watching

extension Poller {
    /// Watches `descriptor` for `events`; the handler is kept until ``remove(_:)``.
    ///
    /// - Throws: `loopStopped`, or `resourcesExhausted` when the system watches too many already.
    mutating func add(
        _ descriptor: Int32,
        for events: PollEvents,
        handler: any PollHandler
    ) throws(TransportError) -> Registration {
        guard !isStopped else { throw TransportError(.loopStopped, "the loop was shut down") }
        let registration = takeEntry(handler)
        guard control(EPOLL_CTL_ADD, descriptor, events, registration) else {
            let error = TransportError.system(.systemCallFailed, "a descriptor could not be watched")
            remove(registration)
            throw error
        }
        return registration
    }

    /// Changes what the descriptor is watched for.
    mutating func update(_ registration: Registration, _ descriptor: Int32, for events: PollEvents) {
        let done = control(EPOLL_CTL_MOD, descriptor, events, registration)
        precondition(done, "a watched descriptor was lost")
    }

    /// Suspends watching altogether: even hanging up is not reported.
    mutating func suspend(_ registration: Registration, _ descriptor: Int32) {
        _ = control(EPOLL_CTL_DEL, descriptor, [], registration)
    }

    /// Takes ``suspend(_:_:)`` back.
    mutating func unsuspend(_ registration: Registration, _ descriptor: Int32, for events: PollEvents) {
        let done = control(EPOLL_CTL_ADD, descriptor, events, registration)
        precondition(done, "a watched descriptor was lost")
    }

    /// Forgets the handler; the descriptor itself leaves epoll by being closed.
    mutating func remove(_ registration: Registration) {
        let slot = Int(registration.slot)
        precondition(entries[slot].generation == registration.generation, "a descriptor was removed twice")
        entries[slot].handler = nil
        entries[slot].generation &+= 1
        entries[slot].nextFree = firstFree
        firstFree = registration.slot
    }

    private mutating func takeEntry(_ handler: any PollHandler) -> Registration {
        let slot: UInt32
        if firstFree != Self.noSlot {
            slot = firstFree
            firstFree = entries[Int(slot)].nextFree
            entries[Int(slot)].handler = handler
        } else {
            slot = UInt32(entries.count)
            entries.append(Entry(handler: handler, generation: 0, nextFree: Self.noSlot))
        }
        return Registration(slot: slot, generation: entries[Int(slot)].generation)
    }

    private func control(
        _ operation: Int32,
        _ descriptor: Int32,
        _ events: PollEvents,
        _ registration: Registration
    ) -> Bool {
        var event = unsafe epoll_event(events, word: registration.word)
        return unsafe epoll_ctl(epoll.number, operation, descriptor, &event) == 0
    }
}

// MARK: - Waiting

extension Poller {
    /// Waits for events, at most so many milliseconds (−1: for ever), and returns how many came.
    mutating func wait(milliseconds: Int32) -> Int {
        let epoll = epoll.number
        let count = unsafe events.withUnsafeMutableBufferPointer { events in
            unsafe epoll_wait(epoll, events.baseAddress, Int32(events.count), milliseconds)
        }
        // Interrupted by a signal: the caller's next turn waits again.
        return max(0, Int(count))
    }

    /// The handler and the events of the `index`th event of the last wait; `nil` for a wake-up and for a stale event.
    mutating func event(_ index: Int) -> (handler: any PollHandler, events: PollEvents)? {
        let word = unsafe events[index].data.u64
        if word == Self.wakeWord {
            var counter: UInt64 = 0
            _ = unsafe read(wake.number, &counter, MemoryLayout<UInt64>.size)
            return nil
        }
        let slot = Int(UInt32(truncatingIfNeeded: word))
        guard slot < entries.count, entries[slot].generation == UInt32(truncatingIfNeeded: word >> 32),
            let handler = entries[slot].handler
        else { return nil }
        return unsafe (handler, events[index].pollEvents)
    }

    /// Refuses further descriptors and returns the handlers of those being watched.
    mutating func stop() -> [any PollHandler] {
        isStopped = true
        return entries.compactMap(\.handler)
    }
}

// The type counts as unsafe because its data may be a pointer; ours is always the 64-bit word.
extension epoll_event {
    fileprivate init(_ events: PollEvents, word: UInt64) {
        unsafe self.init()
        if events.contains(.readable) { unsafe self.events |= EPOLLIN.rawValue }
        if events.contains(.writable) { unsafe self.events |= EPOLLOUT.rawValue }
        unsafe data.u64 = word
    }

    fileprivate var pollEvents: PollEvents {
        let bits = unsafe events
        var ready: PollEvents = []
        if bits & EPOLLIN.rawValue != 0 { ready.insert(.readable) }
        if bits & EPOLLOUT.rawValue != 0 { ready.insert(.writable) }
        if bits & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 { ready.insert(.hungUp) }
        return ready
    }
}
