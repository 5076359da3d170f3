// SPDX-License-Identifier: MIT

/// Holds the handlers of a test until it lets them go on.
actor Gate {
    private var isOpen = false
    private var held: [CheckedContinuation<Void, Never>] = []
    private var arrivalCount = 0
    private var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []

    /// Waits until the gate is open, cancelled or not.
    func pass() async {
        arrivalCount += 1
        for watcher in watchers where watcher.count == arrivalCount { watcher.continuation.resume() }
        guard !isOpen else { return }
        await withCheckedContinuation { held.append($0) }
    }

    /// Lets everybody through, from here on.
    func open() {
        isOpen = true
        for continuation in held { continuation.resume() }
        held = []
    }

    /// Waits until so many have come.
    func arrivals(_ count: Int) async {
        guard arrivalCount < count else { return }
        await withCheckedContinuation { watchers.append((count, $0)) }
    }
}
