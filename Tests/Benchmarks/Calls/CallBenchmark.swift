// SPDX-License-Identifier: MIT

import AIConexusSDK
import Foundation

/// `make bench-calls`: calls and streams between two processes, through a gateway in a third.
///
/// Every message is signed by its sender, and verified by the gateway and by its receiver.
@main
enum CallBenchmark {
    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch arguments.first {
        case "serve" where arguments.count == 2: try await Callee.run(arguments[1])
        case "idle" where arguments.count == 2: try await IdleAgent.run(arguments[1])
        case nil, "--json", "--quick": try await measure(arguments)
        default:
            print("usage: call-benchmark [--json] [--quick]")
            exit(2)
        }
    }

    private static func measure(_ arguments: [String]) async throws {
        let isQuick = arguments.contains("--quick")
        let gateway = try Child.gateway()
        defer { gateway.end() }
        let callee = try Child(
            CommandLine.arguments[0],
            ["serve", gateway.url],
            readyWhen: { $0.hasPrefix("ready ") }
        )
        defer { callee.end() }
        let did = try DID(String(callee.firstLine.dropFirst("ready ".count)))
        var rows: [Row] = []
        try await withAgent(name: "caller", gateway: try GatewayURL(gateway.url)) { caller in
            let bench = CallBench(caller.remote(did), [gateway, callee])
            for isSealed in [false, true] {
                for (inFlight, count) in [(1, 2_000), (64, 20_000)] {
                    rows.append(try await bench.calls(isQuick ? count / 10 : count, inFlight, isSealed))
                }
            }
            for size in [64, 16_384] {
                rows.append(try await bench.stream(parts: (isQuick ? 1_000 : 10_000), byteCount: size))
            }
        }
        rows += try Footprint.measure(gateway)
        rows += try Footprint.coldStart(gateway, runs: isQuick ? 3 : 11)
        if arguments.contains("--json") {
            for row in rows { print(row.json.canonicalText) }
        } else {
            print("every message signed, and verified by the gateway and by its receiver; processor times are those of")
            print("caller, gateway and callee together")
            for row in rows { print(row.text) }
        }
    }
}

/// One line of the result.
struct Row {
    var name: String
    /// Figures in order, with their units in the names.
    var figures: [(name: String, value: Double)]

    var text: String {
        let cells = figures.map { figure in
            let digits = figure.value < 100 ? 2 : 0
            return "\(figure.name) \(String(format: "%.\(digits)f", figure.value))"
        }
        return name.padding(toLength: 34, withPad: " ", startingAt: 0) + cells.joined(separator: "   ")
    }

    var json: JSONObject {
        var object: JSONObject = ["name": .string(name)]
        for figure in figures {
            let name = figure.name.replacing(" ", with: "_").replacing("/", with: "_per_")
            object[JSONName(name)] = JSONNumber((figure.value * 1_000).rounded() / 1_000).map(JSONValue.number)
        }
        return object
    }
}
