// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
private import Glibc

extension Timestamp {
    /// The system's time.
    static func now() -> Timestamp {
        var time = timespec()
        let status = unsafe clock_gettime(CLOCK_REALTIME, &time)
        precondition(status == 0, "the system has no clock")
        return Timestamp(secondsSinceEpoch: Int64(time.tv_sec), nanoseconds: UInt32(time.tv_nsec))
    }
}
