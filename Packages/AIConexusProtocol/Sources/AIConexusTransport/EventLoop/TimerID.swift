// SPDX-License-Identifier: MIT

/// Names one scheduled timer; late and repeated use is harmless because a slot's generation is part of it.
public struct TimerID: Hashable, Sendable {
    internal let slot: UInt32
    internal let generation: UInt32
}
