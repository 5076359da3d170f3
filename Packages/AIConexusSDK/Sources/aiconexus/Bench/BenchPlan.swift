// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol
internal import AIConexusSDK

/// What is to be measured, as the command line says.
struct BenchPlan: Sendable {
    /// When to stop.
    enum Limit: Sendable {
        case calls(Int)
        case time(Duration)
    }

    let limit: Limit
    let inFlight: Int
    let callee: DID?
    let options: CallOptions
    let echoArguments: JSONObject

    private static let largestCallCount = 10_000_000
    private static let largestInFlight = 10_000
    private static let largestSize = 500_000

    /// Reads the options of ``Bench``.
    init(_ arguments: ParsedArguments) throws(UsageError) {
        let time = try arguments.duration(ifGiven: Bench.duration, in: .milliseconds(1) ... .seconds(3_600))
        if let count = try arguments.integer(ifGiven: Bench.calls, in: 1...Self.largestCallCount) {
            guard time == nil else {
                throw UsageError(command: arguments.command, "--calls N and --duration TIME exclude each other")
            }
            limit = .calls(count)
        } else {
            limit = .time(time ?? .seconds(5))
        }
        inFlight = try arguments.integer(ifGiven: Bench.inFlight, in: 1...Self.largestInFlight) ?? 1
        callee = try arguments.value(ifGiven: Bench.to, expected: "a DID like did:key:z6Mk…") { try? DID($0) }
        guard callee == nil || !arguments.values(of: Bench.capability).isEmpty else {
            throw UsageError(command: arguments.command, "--to DID wants a CAPABILITY")
        }
        let size = try arguments.integer(ifGiven: Bench.size, in: 0...Self.largestSize) ?? 16
        echoArguments = ["text": .string(String(repeating: "x", count: size))]
        var options = CallOptions(sealing: arguments.contains(Call.clear) ? .off : .automatic, retry: .never)
        options.paths = try CallOrder.paths(arguments)
        self.options = options
    }
}
