// SPDX-License-Identifier: MIT

/// The name of one connection within the process: the loop it lives on, its place there, and how often that was used.
///
/// A connection carries at most one session, so it names the session as well. Names are not used again, but for a place
/// that was taken 2³² times.
package struct ConnectionID: Hashable, Sendable {
    /// The index of the loop.
    package let loop: UInt16
    /// The place in the loop's table, which the shell may use for tables of its own.
    package let slot: UInt32
    /// Tells the connections apart that had this place one after another.
    package let generation: UInt32

    package init(loop: UInt16, slot: UInt32, generation: UInt32) {
        self.loop = loop
        self.slot = slot
        self.generation = generation
    }

    /// Feeds two words in place of three.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(UInt64(slot) << 32 | UInt64(generation))
        hasher.combine(loop)
    }
}

extension ConnectionID: CustomStringConvertible {
    /// As in `1.42.7`: loop, place and generation.
    package var description: String { "\(loop).\(slot).\(generation)" }
}
