// SPDX-License-Identifier: MIT

/// Datagrams that leave together, one behind the other in one array.
struct DatagramBatch {
    /// The bytes of all datagrams.
    private(set) var bytes: [UInt8] = []
    /// Where each datagram ends in `bytes`.
    private(set) var ends: [Int] = []

    /// How many datagrams there are.
    var count: Int { ends.count }

    /// Adds a datagram.
    mutating func append(_ datagram: Span<UInt8>) {
        bytes.append(copying: datagram)
        ends.append(bytes.count)
    }

    /// Forgets all datagrams and keeps the storage, unless it is unusually large.
    mutating func removeAll() {
        let isUsual = bytes.capacity <= 128 << 10
        bytes.removeAll(keepingCapacity: isUsual)
        ends.removeAll(keepingCapacity: isUsual)
    }
}
