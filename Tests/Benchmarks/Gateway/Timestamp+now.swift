// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
private import Foundation

extension Timestamp {
    /// The time of day, in whole milliseconds as messages carry it.
    static var now: Timestamp {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(millisecondsSinceEpoch: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }
}
