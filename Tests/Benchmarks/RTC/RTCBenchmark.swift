// SPDX-License-Identifier: MIT

import AIConexusTransport
import AIConexusWebRTC
import Glibc

/// `make bench-rtc`, our half: data channels between two peers on loopback, each on a loop of its own.
///
/// Prints one JSON object for each measurement. `compare.py` runs it beside `aiortc_benchmark.py`.
@main
struct RTCBenchmark {
    static func main() async throws {
        var names = Array(CommandLine.arguments.dropFirst())
        let isQuick = names.contains("--quick")
        names.removeAll { $0 == "--quick" }
        raiseDescriptorLimit()
        for name in names.isEmpty ? ["setup", "trip", "rate", "connections", "crowd"] : names {
            let near = try EventLoop(name: "bench-near")
            let far = try EventLoop(name: "bench-far")
            let bench = PairBench(near, far)
            switch name {
            case "setup": print(try await bench.setup(isQuick ? 10 : 30))
            case "trip": for row in try await bench.roundTrips(isQuick ? 1_000 : 5_000) { print(row) }
            case "rate":
                for (byteCount, count) in [(200, 300_000), (16_384, 32_768), (65_536, 8_192)] {
                    print(try await bench.rate(byteCount: byteCount, isQuick ? count / 10 : count))
                }
            case "connections": print(try await CrowdBench.idle(pairCount: isQuick ? 25 : 100, isQuick))
            case "crowd": print(try await CrowdBench.crowd(pairCount: isQuick ? 100 : 500))
            default:
                print("usage: rtc-benchmark [--quick] [setup|trip|rate|connections|crowd]…")
                exit(2)
            }
            await near.shutdown()
            await far.shutdown()
        }
    }

    /// Many connections need many sockets; what the system allows is asked for.
    private static func raiseDescriptorLimit() {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}

/// One measurement, printed as `{"benchmark": NAME, …}`.
struct Row: CustomStringConvertible {
    var name: String
    var values: KeyValuePairs<String, Double>

    var description: String {
        let members = values.map { "\"\($0.key)\": \(($0.value * 100).rounded() / 100)" }
        return "{\"benchmark\": \"\(name)\", \(members.joined(separator: ", "))}"
    }
}
