// SPDX-License-Identifier: MIT

private import Glibc

/// A value behind a lock.
///
/// For synchronous state that several threads touch: take the lock, change the value, leave, and act on the result
/// outside. It is a pthread mutex, which the thread sanitizer understands. Share the instance; the value lives as long
/// as it.
///
/// The lock is not recursive: taking it again inside ``withLock(_:)`` is a mistake of the caller's and traps.
@safe
public final class Locked<Value: ~Copyable>: @unchecked Sendable {
    // Unchecked Sendable: `value` is touched only between lock and unlock of `mutex`, and in init and deinit.
    // Both have places of their own: a pthread mutex must not move, and a stored property would be watched for
    // overlapping access, which the lock rules out and which doubles the cost of an uncontended lock (10 to 20 ns).
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let value: UnsafeMutablePointer<Value>

    /// Puts a value behind a lock of its own.
    ///
    /// - Parameter value: the initial value.
    public init(_ value: consuming sending Value) {
        unsafe mutex = .allocate(capacity: 1)
        var attributes = pthread_mutexattr_t()
        unsafe pthread_mutexattr_init(&attributes)
        // This kind answers a second lock by the same thread with an error in place of a deadlock.
        unsafe pthread_mutexattr_settype(&attributes, Int32(PTHREAD_MUTEX_ERRORCHECK))
        let status = unsafe pthread_mutex_init(mutex, &attributes)
        precondition(status == 0, "no mutex to be had: error \(status)")
        unsafe pthread_mutexattr_destroy(&attributes)
        unsafe self.value = .allocate(capacity: 1)
        unsafe self.value.initialize(to: value)
    }

    deinit {
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
        unsafe value.deinitialize(count: 1)
        unsafe value.deallocate()
    }

    /// Runs `body` with the value, alone.
    ///
    /// Keep it short, never wait in it, and call nothing in it that may take a lock.
    ///
    /// - Parameter body: what to do with the value.
    /// - Returns: what `body` returns.
    /// - Throws: what `body` throws; the lock is released either way.
    public func withLock<Result: ~Copyable, Failure: Error>(
        _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        let status = unsafe pthread_mutex_lock(mutex)
        precondition(status == 0, "this thread holds the lock already")
        defer { unsafe pthread_mutex_unlock(mutex) }
        return try unsafe body(&value.pointee)
    }
}
