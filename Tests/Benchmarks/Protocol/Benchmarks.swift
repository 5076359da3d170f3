// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import Foundation

/// `make bench`: measures, prints a table, writes JSON, and fails when something allocates more than it may.
@main
enum Benchmarks {
    static func main() throws {
        guard let options = Options(Array(CommandLine.arguments.dropFirst())) else {
            print(Options.usage)
            exit(2)
        }
        let benchmarks = try (ProtocolBenchmarks.all(rounds: options.rounds + 1) + CodingBenchmarks.all())
            .filter { options.only == nil || options.only == $0.name }
        guard !benchmarks.isEmpty else {
            print("there is no benchmark of this name")
            exit(2)
        }
        if let operations = options.operations {
            for benchmark in benchmarks { try benchmark.run(operations) }
            return
        }
        try measure(benchmarks, options)
    }

    private static func measure(_ benchmarks: [Benchmark], _ options: Options) throws {
        let thresholds = try options.thresholdsPath.map {
            try Threshold.all(in: String(contentsOf: URL(filePath: $0), encoding: .utf8))
        }
        let report = Report(
            measurements: try Measurement.all(of: benchmarks, rounds: options.rounds),
            thresholds: thresholds ?? [:]
        )
        print(report.table)
        if let path = options.jsonPath {
            try Data(report.json.canonicalBytes()).write(to: URL(filePath: path))
        }
        guard report.failures.isEmpty else {
            print("more allocations than allowed: \(report.failures.joined(separator: ", "))")
            exit(1)
        }
    }
}
