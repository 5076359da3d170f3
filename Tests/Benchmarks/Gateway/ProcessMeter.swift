// SPDX-License-Identifier: MIT

internal import Foundation

/// What a running process has used of the machine, as the kernel counts it.
struct ProcessMeter: Sendable {
    private let identifier: pid_t
    private let clock: clockid_t

    /// Looks at a process of this user.
    ///
    /// - Parameter identifier: the process, by default this one.
    /// - Throws: ``BenchmarkError`` when there is no such process.
    init(_ identifier: pid_t = getpid()) throws {
        self.identifier = identifier
        var clock = clockid_t()
        guard unsafe clock_getcpuclockid(identifier, &clock) == 0 else {
            throw BenchmarkError("process \(identifier) is not there")
        }
        self.clock = clock
    }

    /// Processor time of all its threads, user and system, in nanoseconds.
    var processorTime: Int { Self.nanoseconds(of: clock) }

    /// Resident memory in bytes.
    var residentByteCount: Int {
        get throws {
            let text = try String(contentsOfFile: "/proc/\(identifier)/statm", encoding: .utf8)
            guard let pages = text.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
                throw BenchmarkError("no memory figures of process \(identifier)")
            }
            return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
        }
    }

    /// The monotonic clock, in nanoseconds.
    static var now: Int { nanoseconds(of: CLOCK_MONOTONIC) }

    /// Processor time of the calling thread, in nanoseconds.
    static var threadTime: Int { nanoseconds(of: CLOCK_THREAD_CPUTIME_ID) }

    private static func nanoseconds(of clock: clockid_t) -> Int {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}
