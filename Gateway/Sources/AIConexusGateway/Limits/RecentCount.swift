// SPDX-License-Identifier: MIT

/// Counts what happened within the last so many seconds, exactly, up to a limit.
///
/// Nothing is allocated before the first event.
package struct RecentCount: Hashable, Sendable {
    /// How much may happen in which time.
    package struct Limit: Hashable, Sendable {
        /// How many events are tolerated within ``interval``, at least 1.
        package var count: Int
        /// The time that an event counts.
        package var interval: Duration

        package init(count: Int, interval: Duration) {
            precondition(count >= 1, "a limit of events is at least 1")
            self.count = count
            self.interval = interval
        }
    }

    /// When the last `count` events were, as a ring; the oldest is at `next` once it is full.
    private var times: [Duration] = []
    private var next = 0

    package init() {}

    /// Notes an event; true when there were more than the limit within its interval.
    package mutating func exceeds(_ limit: Limit, now: Duration) -> Bool {
        guard times.count == limit.count else {
            times.append(now)
            return false
        }
        let oldest = times[next]
        times[next] = now
        next = (next + 1) % limit.count
        return now - oldest < limit.interval
    }
}
