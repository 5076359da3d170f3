// SPDX-License-Identifier: MIT

internal import CAIConexusShims
internal import Glibc

/// A thread of our own for what must not occupy the cooperative pool: loops and blocking calls.
///
/// All signals are blocked on it, so that they reach the threads of the program around us.
package struct NativeThread {
    private let handle: pthread_t

    /// Starts a thread.
    ///
    /// - Parameters:
    ///   - name: shown by debuggers, at most 15 bytes.
    ///   - body: what it does; the thread ends when it returns.
    /// - Throws: `resourcesExhausted` when the system allows no further thread.
    package init(name: String, _ body: @escaping @Sendable () -> Void) throws(TransportError) {
        let start = Start(name: name, body: body)
        var handle = pthread_t()
        let context = unsafe Unmanaged.passRetained(start).toOpaque()
        let status = unsafe pthread_create(&handle, nil, runThread, context)
        guard status == 0 else {
            unsafe Unmanaged<Start>.fromOpaque(context).release()
            throw TransportError(.resourcesExhausted, "a thread could not be started: \(Errno.text(status))")
        }
        self.handle = handle
    }

    /// Waits for the thread's end and frees it; either this or ``detach()`` is called, once.
    package func join() {
        _ = pthread_join(handle, nil)
    }

    /// Lets the thread free itself when it ends.
    package func detach() {
        _ = pthread_detach(handle)
    }

    /// The calling thread, as a number that no other living thread has.
    static var current: UInt { UInt(pthread_self()) }

    fileprivate final class Start {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }
}

/// The context is one retained `Start`, released here; runs on the new thread.
private func runThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context = unsafe context else { preconditionFailure("a thread was started without its context") }
    let start = unsafe Unmanaged<NativeThread.Start>.fromOpaque(context).takeRetainedValue()
    var signals = sigset_t()
    unsafe sigfillset(&signals)
    unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    _ = unsafe CAIConexusShims_pthread_setname_np(start.name)
    start.body()
    return nil
}
