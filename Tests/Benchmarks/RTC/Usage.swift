// SPDX-License-Identifier: MIT

import AIConexusTransport
import Glibc

/// What a process or a thread has used so far.
enum Usage {
    /// Processor time of the calling thread, in microseconds.
    static var threadMicroseconds: Double { microseconds(CLOCK_THREAD_CPUTIME_ID) }
    /// Processor time of all threads, in microseconds.
    static var processMicroseconds: Double { microseconds(CLOCK_PROCESS_CPUTIME_ID) }

    /// Memory in use, in bytes.
    static var residentByteCount: Int {
        guard let file = unsafe fopen("/proc/self/statm", "r") else { return 0 }
        defer { unsafe fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        unsafe fgets(&line, 128, file)
        let text = String(decoding: line.lazy.map(UInt8.init(bitPattern:)).prefix { $0 != 0 }, as: UTF8.self)
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * Int(getpagesize())
    }

    private static func microseconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
    }
}

extension EventLoop {
    /// Processor time of the loop's thread, in microseconds.
    func usedMicroseconds() async -> Double {
        await run { Usage.threadMicroseconds }
    }
}

extension [Double] {
    /// The value that so many of a hundred are below; the array is sorted.
    func percentile(_ percent: Double) -> Double {
        isEmpty ? 0 : self[Swift.min(count - 1, Int(Double(count) * percent / 100))]
    }
}
