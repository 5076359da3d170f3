// SPDX-License-Identifier: MIT

/// Something with a descriptor that a ``Poller`` watches.
protocol PollHandler: LoopResident {
    /// The descriptor is ready for at least one of `events`.
    func ready(for events: PollEvents)
}

/// What a descriptor is watched for, or ready for.
struct PollEvents: OptionSet {
    let rawValue: UInt8

    /// Bytes or the end of the stream can be read, or a connection accepted.
    static let readable = PollEvents(rawValue: 1)
    /// Output would be taken, or a connection attempt has ended.
    static let writable = PollEvents(rawValue: 2)
    /// The connection broke or ended in both directions; reported whether it was asked for or not.
    static let hungUp = PollEvents(rawValue: 4)
}
