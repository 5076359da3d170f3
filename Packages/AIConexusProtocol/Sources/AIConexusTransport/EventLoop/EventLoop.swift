// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import Glibc
internal import Synchronization

/// One thread that waits for sockets, timers and jobs, and runs everything that belongs to it, one thing after another.
///
/// **Create** it by ``with(name:_:)``, or by `init` and ``shutdown()``. **It is an executor**: an actor whose
/// `unownedExecutor` is `loop.asUnownedSerialExecutor()` lives on this thread, and may use channels without a hop.
/// **Objects** that belong to the loop (channels, listeners, timers) are not safe to share; they are made and used on
/// its thread only, which their methods check. From other threads use ``execute(_:)``, ``run(_:)`` or a ``Mailbox``.
/// **Shutdown** cuts what is still open; every channel's delegate hears `loopStopped`.
public final class EventLoop: @unchecked Sendable {
    // Guard of `@unchecked Sendable`: `inbox` is locked, `owner` and `thread` are explained below, and all other
    // variables are touched by the loop's thread only (`preconditionOnLoop`).

    /// One read takes at most this many bytes.
    private static let readByteCount = 64 << 10

    /// Work from other threads.
    struct Inbox {
        var jobs: [LoopJob] = []
        var isStopping = false
        /// The loop's own thread has ended.
        var hasEnded = false
        /// A thread that serves jobs which came after the end is running.
        var servesLateJobs = false
        var stopped: CheckedContinuation<Void, Never>?
    }

    let inbox = Locked(Inbox())
    /// The thread that runs the loop, 0 for none; only that thread itself ever finds its own number here.
    let owner = Atomic<UInt>(0)
    /// Written once, before `init` returns.
    private var thread: NativeThread?
    private let wakeDescriptor: Int32
    let name: String

    // The loop's thread only:
    internal var poller: Poller
    internal let readBuffer = ReadBuffer(byteCount: readByteCount)
    /// Byte arrays shared by everything on the loop.
    public let buffers = BufferPool()
    var time: LoopInstant
    var timers: LoopTimers
    var jobs: [LoopJob] = []
    var participants: [any TurnParticipant] = []
    var residents: [ObjectIdentifier: any LoopResident] = [:]

    /// Starts a loop with its thread, which runs until ``shutdown()``.
    ///
    /// - Parameter name: the thread's name for debuggers, at most 15 bytes.
    /// - Throws: `resourcesExhausted` without a free descriptor or thread.
    public init(name: String = "aiconexus-loop") throws(TransportError) {
        self.name = name
        let poller = try Poller()
        wakeDescriptor = poller.wakeDescriptor
        self.poller = poller
        time = .current
        timers = LoopTimers(origin: time)
        // The thread keeps the loop alive until it ends.
        thread = try NativeThread(name: name) { self.runUntilStopped() }
    }

    /// Runs `body` with a loop that lives as long as the call.
    ///
    /// - Parameters:
    ///   - name: the thread's name for debuggers, at most 15 bytes.
    ///   - body: what uses the loop.
    /// - Returns: what `body` returns.
    /// - Throws: `resourcesExhausted` as `init`, and what `body` throws.
    public static func with<Result>(
        name: String = "aiconexus-loop",
        _ body: (EventLoop) async throws -> Result
    ) async throws -> Result {
        let loop = try EventLoop(name: name)
        do {
            let result = try await body(loop)
            await loop.shutdown()
            return result
        } catch {
            await loop.shutdown()
            throw error
        }
    }

    /// Cuts everything open on the loop, runs the jobs there are, and ends the thread.
    ///
    /// Called once, from outside of the loop. Jobs that the runtime schedules later (an actor on a loop that ended)
    /// still run, one after another, on a thread that is made for them; timers and sockets are gone then.
    public func shutdown() async {
        precondition(!isOnLoop, "a loop cannot wait for its own end")
        await withCheckedContinuation { continuation in
            inbox.withLock { inbox in
                precondition(!inbox.isStopping, "a loop was shut down twice")
                inbox.isStopping = true
                inbox.stopped = continuation
            }
            wake()
        }
        // The thread resumed us as its last act.
        thread?.join()
    }

    /// Whether the calling thread is the loop's.
    @inline(__always)
    public var isOnLoop: Bool {
        owner.load(ordering: .relaxed) == NativeThread.current
    }

    /// Traps unless the calling thread is the loop's.
    @inline(__always)
    internal func preconditionOnLoop() {
        precondition(isOnLoop, "this belongs to a loop and was used on another thread")
    }
}

// MARK: - Work from anywhere

extension EventLoop {
    /// Runs `body` on the loop's thread soon; may be called from any thread.
    public func execute(_ body: @escaping @Sendable () -> Void) {
        add(.closure(body))
    }

    /// Runs `body` on the loop's thread and waits for its result.
    ///
    /// - Throws: what `body` throws.
    public func run<Result: Sendable, Failure>(
        _ body: @escaping @Sendable () throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        let result: Swift.Result<Result, Failure> = await withCheckedContinuation { continuation in
            execute {
                do throws(Failure) {
                    continuation.resume(returning: .success(try body()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }

    internal func add(_ job: LoopJob) {
        if isOnLoop {
            jobs.append(job)
            return
        }
        let (mustWake, mustServe) = inbox.withLock { inbox in
            inbox.jobs.append(job)
            guard inbox.hasEnded else { return (inbox.jobs.count == 1, false) }
            let mustServe = !inbox.servesLateJobs
            inbox.servesLateJobs = true
            return (false, mustServe)
        }
        if mustWake { wake() }
        if mustServe { serveLateJobs() }
    }

    /// Runs `body` soon on this thread, but not inside of the present call; called on the loop.
    internal func later(_ body: @escaping () -> Void) {
        preconditionOnLoop()
        jobs.append(.local(body))
    }

    /// Has `resident` told when the loop ends, and keeps it until ``remove(_:)``.
    ///
    /// - Throws: `loopStopped` when it has ended.
    internal func add(_ resident: any LoopResident) throws(TransportError) {
        preconditionOnLoop()
        guard !poller.isStopped else { throw TransportError(.loopStopped, "the loop was shut down") }
        residents[ObjectIdentifier(resident)] = resident
    }

    /// Takes ``add(_:)`` back.
    internal func remove(_ resident: any LoopResident) {
        residents[ObjectIdentifier(resident)] = nil
    }

    private func wake() {
        var one: UInt64 = 1
        // Fails only when 2⁶⁴ − 2 wake-ups are waiting: then the loop is awake anyway.
        _ = unsafe write(wakeDescriptor, &one, MemoryLayout<UInt64>.size)
    }
}
