// SPDX-License-Identifier: MIT

/// How long messages were under way.
struct Latencies: Sendable {
    private var nanoseconds: [UInt32] = []

    /// Makes room, so that none is made while measuring.
    mutating func reserve(_ count: Int) {
        nanoseconds.reserveCapacity(count)
    }

    mutating func append(_ latency: Int) {
        nanoseconds.append(UInt32(clamping: latency))
    }

    mutating func removeAll() {
        nanoseconds.removeAll(keepingCapacity: true)
    }

    mutating func append(contentsOf other: Latencies) {
        nanoseconds.append(contentsOf: other.nanoseconds)
    }

    /// The latency that a part of all messages did not exceed.
    ///
    /// - Parameter part: 0…1, as in 0.99.
    /// - Returns: nanoseconds; 0 without any message.
    func quantile(_ part: Double) -> Double {
        let sorted = nanoseconds.sorted()
        guard !sorted.isEmpty else { return 0 }
        return Double(sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))])
    }
}
