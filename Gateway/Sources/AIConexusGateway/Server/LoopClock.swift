// SPDX-License-Identifier: MIT

package import AIConexusProtocol
internal import AIConexusTransport
private import Glibc

/// Gives a turn of a loop its ``Moment``, and reads the time of day once for it.
struct LoopClock {
    private var instant = LoopInstant(nanoseconds: .min)
    private var moment = Moment(wall: Timestamp(secondsSinceEpoch: 0), uptime: .zero)

    /// The moment of the turn that began at `instant`.
    mutating func moment(at instant: LoopInstant) -> Moment {
        if instant != self.instant {
            self.instant = instant
            moment = Moment(wall: .now, uptime: .nanoseconds(instant.nanoseconds))
        }
        return moment
    }
}

extension Moment {
    /// What the clocks say at this instant; the uptime is that of loops.
    package static var now: Moment {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Moment(wall: .now, uptime: .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec))
    }

    /// The instant on the clock of loops.
    var instant: LoopInstant { LoopInstant(nanoseconds: 0).advanced(by: uptime) }
}

extension Timestamp {
    /// What the system's clock says.
    package static var now: Timestamp {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(secondsSinceEpoch: Int64(time.tv_sec), nanoseconds: UInt32(time.tv_nsec))
    }
}
