// SPDX-License-Identifier: MIT

/// Something that collects work during a turn of the loop and does it once at the turn's end.
public protocol TurnParticipant: AnyObject {
    /// The turn's events, timers and jobs are done: send what was collected.
    func turnEnded()
}
