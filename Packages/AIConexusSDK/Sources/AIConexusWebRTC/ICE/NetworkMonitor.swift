// SPDX-License-Identifier: MIT

#if WebRTC
internal import AIConexusProtocol
internal import AIConexusTransport
internal import CWebRTCShims
internal import Glibc

/// Tells when addresses of this machine come or go, as the kernel reports it (rtnetlink(7)).
///
/// One for the process, on the loop of SCTP's clock, since changes are rare.
final class NetworkMonitor: @unchecked Sendable {
    // Guard of `@unchecked Sendable`: `watchers` is locked, the other variables are the loop's.

    /// Ends the telling when it is released.
    final class Watch: Sendable {
        private let number: UInt64
        private let monitor: NetworkMonitor

        fileprivate init(_ number: UInt64, of monitor: NetworkMonitor) {
            self.number = number
            self.monitor = monitor
        }

        deinit {
            monitor.watchers.withLock { $0.actions[number] = nil }
        }
    }

    private struct Watchers {
        var last: UInt64 = 0
        var actions: [UInt64: @Sendable () -> Void] = [:]
    }

    /// Addresses come in groups, and are of no use at first: what follows within this time is one change.
    private static let calm = Duration.milliseconds(500)
    private static let shared = NetworkMonitor()

    private let watchers = Locked(Watchers())
    // The loop's thread only:
    private var descriptorWatch: DescriptorWatch?
    private var timer: TimerID?
    private var known: [IPAddress] = []

    private init() {
        // Without the loop there is no connection either, and without the socket there are no automatic restarts.
        guard let loop = (try? SCTPStack.shared())?.clock.loop else { return }
        loop.execute { self.start(on: loop) }
    }

    /// Calls `action`, on some thread, after each change.
    static func watch(_ action: @escaping @Sendable () -> Void) -> Watch {
        let number = shared.watchers.withLock { watchers in
            watchers.last += 1
            watchers.actions[watchers.last] = action
            return watchers.last
        }
        return Watch(number, of: shared)
    }

    private func start(on loop: EventLoop) {
        let socket = CWebRTCShims_open_address_changes()
        guard socket >= 0 else { return }
        known = LocalAddresses.current()
        descriptorWatch = try? DescriptorWatch(socket, on: loop) { [unowned self] in
            // What exactly changed is asked later.
            var scratch = [UInt8](repeating: 0, count: 8 << 10)
            while unsafe read(socket, &scratch, scratch.count) > 0 {}
            if let timer { loop.cancel(timer) }
            timer = loop.schedule(after: Self.calm) { [unowned self] in compare() }
        } stopped: {
            close(socket)
        }
        if descriptorWatch == nil { close(socket) }
    }

    private func compare() {
        timer = nil
        let current = LocalAddresses.current()
        guard current != known else { return }
        known = current
        let actions = watchers.withLock { Array($0.actions.values) }
        for action in actions { action() }
    }
}
#endif
