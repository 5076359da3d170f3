// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// What the clocks say, read once by the shell for everything that happens in one turn of a loop.
package struct Moment: Hashable, Sendable {
    /// The time of day, which may be set back: for timestamps on the wire.
    package var wall: Timestamp
    /// The time since some point before the process, which never goes back: for deadlines and rates.
    package var uptime: Duration

    package init(wall: Timestamp, uptime: Duration) {
        self.wall = wall
        self.uptime = uptime
    }

    /// The moment `duration` later, by both clocks.
    package func advanced(by duration: Duration) -> Moment {
        Moment(wall: wall.advanced(by: duration), uptime: uptime + duration)
    }
}
