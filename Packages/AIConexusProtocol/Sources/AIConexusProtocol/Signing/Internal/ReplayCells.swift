// SPDX-License-Identifier: MIT

/// A cell of the table of seen messages: 32 bits of the hash, and where the rest of the entry is.
struct ReplayIndexCell: ShardedTableCell {
    static let empty = ReplayIndexCell(fragment: 0, place: .max)

    let fragment: UInt32
    let place: ReplayLog.Place

    var isEmpty: Bool { place == .max }
    var hash: UInt32 { fragment }
}

/// A cell of the table of senders: a keyed hash that stands for the sender, and how many entries it has.
///
/// Of all senders that fit in 64 GiB two share a hash with a chance of about one in a million; they would share a
/// bound.
struct ReplaySenderCell: ShardedTableCell {
    static let empty = ReplaySenderCell(sender: 0, count: 0)

    let sender: UInt64
    var count: UInt32

    var isEmpty: Bool { count == 0 }
    var hash: UInt32 { UInt32(truncatingIfNeeded: sender) }
}
