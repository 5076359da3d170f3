// SPDX-License-Identifier: MIT

private import CGatewayShims
private import Glibc

/// What the system says about this process.
package enum ProcessSample {
    /// Processor time, memory and descriptors; what cannot be found out is missing.
    package static func take() -> [Metric: Double] {
        var samples: [Metric: Double] = [:]
        var usage = rusage()
        if unsafe getrusage(RUSAGE_SELF.rawValue, &usage) == 0 {
            samples[.processCPU] = seconds(usage.ru_utime) + seconds(usage.ru_stime)
        }
        var limit = rlimit()
        if unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            samples[.processMaximumFiles] = Double(limit.rlim_cur)
        }
        samples[.processMemory] = residentByteCount()
        samples[.heap] = Double(CGatewayShims_heap_in_use())
        samples[.processOpenFiles] = openFileCount()
        return samples
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1e6
    }

    /// The second number of `/proc/self/statm` counts resident pages (proc(5)).
    private static func residentByteCount() -> Double? {
        guard let bytes = try? StateFile.read("/proc/self/statm", maximumByteCount: 1_024) else { return nil }
        let fields = String(decoding: bytes, as: UTF8.self).split(separator: " ")
        return fields.count > 1 ? Int(fields[1]).map { Double($0 * sysconf(Int32(_SC_PAGESIZE))) } : nil
    }

    /// The entries of `/proc/self/fd`, without `.`, `..` and the one that reading it opens.
    private static func openFileCount() -> Double? {
        guard let folder = unsafe opendir("/proc/self/fd") else { return nil }
        defer { unsafe closedir(folder) }
        var count = -3.0
        while unsafe readdir(folder) != nil { count += 1 }
        return count
    }
}
