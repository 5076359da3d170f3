// SPDX-License-Identifier: MIT

/// Something that must hear when its loop ends, because somebody waits for it.
protocol LoopResident: AnyObject {
    /// The loop is shutting down: give everything up and tell whoever waits.
    func loopStopped()
}
