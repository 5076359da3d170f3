// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport
internal import Foundation

/// `make bench-gateway`: starts gateways, loads them, and prints what that cost them.
@main
enum GatewayBenchmark {
    static func main() async throws {
        guard let options = Options(Array(CommandLine.arguments.dropFirst())) else {
            print(Options.usage)
            exit(2)
        }
        do {
            try await run(options)
        } catch {
            FileHandle.standardError.write(Data("gateway-benchmark: \(error)\n".utf8))
            exit(1)
        }
    }

    private static func run(_ options: Options) async throws {
        try allowManyDescriptors(atLeast: (options.connectionCounts.max() ?? 0) + 100)
        print(
            """
            "verified": the gateway as it ships; form, sender, freshness, signature and replay of every message checked.
            "NOT verified": a program for this measurement only; all of that is checked but the signature.
            One process makes the load, beside the gateway's; processor time is the gateway's own, as the kernel counts it.

            """
        )
        let tables = try await EventLoop.with(name: "load") { loop in
            try await measure(options, on: loop)
        }
        if let path = options.jsonPath {
            var object = JSONObject()
            for (name, table) in tables { object[JSONName(name)] = table.json }
            try Data(JSONValue.object(object).canonicalBytes()).write(to: URL(filePath: path))
        }
    }

    private static func measure(_ options: Options, on loop: EventLoop) async throws -> [(String, ReportTable)] {
        var tables: [(String, ReportTable)] = []
        if options.parts.contains(.calls) {
            var measurement = CallMeasurement(options, on: loop)
            try await measurement.run()
            tables += [("bare", measurement.bare), ("calls", measurement.calls), ("crossing", measurement.crossing)]
            for (_, table) in tables { print(table.text) }
        }
        if options.parts.contains(.connections) {
            var measurement = ConnectionMeasurement(options, on: loop)
            try await measurement.run()
            for table in [measurement.registrations, measurement.heartbeats] { print(table.text) }
            tables += [("registrations", measurement.registrations), ("heartbeats", measurement.heartbeats)]
        }
        return tables
    }

    /// Raises the number of open descriptors, for this process and the gateways that it starts.
    private static func allowManyDescriptors(atLeast needed: Int) throws {
        var limit = rlimit()
        let descriptors = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        unsafe getrlimit(descriptors, &limit)
        limit.rlim_cur = limit.rlim_max
        guard limit.rlim_max >= rlim_t(needed), unsafe setrlimit(descriptors, &limit) == 0 else {
            throw BenchmarkError("\(needed) descriptors are needed, and \(limit.rlim_max) may be open")
        }
    }
}
