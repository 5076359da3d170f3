// SPDX-License-Identifier: MIT

package import AIConexusProtocol
private import Glibc

/// Writes events to a file descriptor, on a thread of its own.
///
/// Whoever logs puts a line into a queue behind a lock and goes on; a slow disk or terminal costs lines, never time.
/// The queue is bounded, and what it had to drop is reported in its place as `log_dropped`. An event's line is written
/// whole. Create it once, and ``close()`` it at the end: until then its thread runs.
@safe
package final class LogWriter: @unchecked Sendable {
    // Unchecked Sendable: `queue` is touched only while `mutex` is held; the other properties never change after init,
    // and `thread` is read by `close()` alone.
    private let descriptor: Int32
    private let format: LogFormat
    private let now: @Sendable () -> Timestamp
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let wakeUp: UnsafeMutablePointer<pthread_cond_t>
    private var queue: LogQueue
    private var thread = pthread_t()

    /// Starts writing.
    ///
    /// - Parameters:
    ///   - descriptor: an open file, which stays open.
    ///   - format: how events are written.
    ///   - maximumByteCount: how much may wait.
    ///   - now: the time, for reports of what was dropped.
    /// - Throws: `system`, when no thread can be had.
    package init(
        descriptor: Int32,
        format: LogFormat,
        maximumByteCount: Int,
        now: @escaping @Sendable () -> Timestamp
    ) throws(StateError) {
        self.descriptor = descriptor
        self.format = format
        self.now = now
        queue = LogQueue(maximumByteCount: maximumByteCount)
        unsafe mutex = .allocate(capacity: 1)
        unsafe wakeUp = .allocate(capacity: 1)
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(wakeUp, nil)
        // Released by the thread when it ends.
        let context = unsafe Unmanaged.passRetained(self).toOpaque()
        let status = unsafe pthread_create(&thread, nil, runLogWriter, context)
        guard status == 0 else {
            unsafe Unmanaged<LogWriter>.fromOpaque(context).release()
            throw StateError(.system, "no thread for writing the log: \(unsafe String(cString: strerror(status)))")
        }
    }

    deinit {
        unsafe pthread_cond_destroy(wakeUp)
        unsafe pthread_mutex_destroy(mutex)
        unsafe wakeUp.deallocate()
        unsafe mutex.deallocate()
    }

    /// How far the writing is behind; any thread may ask.
    package var backlog: LogBacklog {
        withQueue { LogBacklog(waitingByteCount: $0.byteCount, droppedCount: $0.totalDroppedCount) }
    }

    /// Writes an event some time soon; any thread may call this.
    package func write(_ event: LogEvent) {
        let line = LogLine.render(event, as: format)
        withQueue { $0.append(line) }
        unsafe pthread_cond_signal(wakeUp)
    }

    /// Waits until everything is written and ends the thread; called once.
    ///
    /// What comes later is dropped.
    package func close() {
        withQueue { $0.close() }
        unsafe pthread_cond_signal(wakeUp)
        pthread_join(thread, nil)
    }

    private func withQueue<Result>(_ body: (inout LogQueue) -> Result) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return body(&queue)
    }

    /// The thread's work, until the queue is closed and empty.
    fileprivate func run() {
        while let batch = nextBatch() {
            writeAll(batch.bytes)
            guard batch.droppedCount > 0 else { continue }
            let report = LogEvent(
                .warning,
                "log_dropped",
                at: now(),
                fields: [("count", .integer(batch.droppedCount))]
            )
            writeAll(LogLine.render(report, as: format))
        }
    }

    private func nextBatch() -> LogQueue.Batch? {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        while queue.isEmpty, !queue.isClosed { unsafe pthread_cond_wait(wakeUp, mutex) }
        return queue.isEmpty ? nil : queue.takeAll()
    }

    /// Writes lines; when the file cannot take them, on a full disk for instance, they are counted and lost.
    private func writeAll(_ bytes: [UInt8]) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.span.extracting(droppingFirst: written).withUnsafeBufferPointer {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EAGAIN {
                // Whoever shares the open file may have set it not to block.
                var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                unsafe _ = poll(&request, 1, -1)
            } else if count < 0, errno != EINTR {
                withQueue { $0.lose(bytes[written...].count { $0 == UInt8(ascii: "\n") }) }
                return
            }
            written += max(count, 0)
        }
    }
}

/// The context is one retained `LogWriter`, released here; runs on the new thread, with all signals blocked.
private func runLogWriter(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context = unsafe context else { preconditionFailure("a thread was started without its context") }
    let writer = unsafe Unmanaged<LogWriter>.fromOpaque(context).takeRetainedValue()
    var signals = sigset_t()
    unsafe sigfillset(&signals)
    unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    writer.run()
    return nil
}
