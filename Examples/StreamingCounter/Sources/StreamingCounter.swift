// SPDX-License-Identifier: MIT

import AIConexusSDK

struct Count: Codable {
    var from: Int
    var to: Int
}

/// One agent counts, part by part; another listens, first to all of it and then only to a little.
@main
enum StreamingCounter {
    static func main() async throws {
        let gateway = try GatewayURL.fromEnvironment()
        let counter = Agent(name: "counter", description: "Counts aloud.", gateway: gateway)
        try counter.serve("numbers.count", "Counts from one number to another.", streaming: Int.self) {
            (count: Count, context, numbers) in
            guard count.from <= count.to else { throw HandlerError("BACKWARDS", "this agent counts forwards only") }
            do {
                for number in count.from...count.to { try await numbers.send(number) }
            } catch is CancellationError {
                print("counter   nobody listens any more")
                throw CancellationError()
            }
        }
        try await counter.whileRunning { counter in
            try await withAgent(name: "listener", gateway: gateway) { listener in
                try await listen(listener.remote(counter.did))
                try await waitUntilIdle(counter)
            }
        }
    }

    static func listen(_ counter: RemoteAgent) async throws {
        var heard: [Int] = []
        for try await number in try counter.stream("numbers.count", Count(from: 1, to: 10), of: Int.self) {
            heard.append(number)
        }
        print("listener  heard \(heard.map(String.init).joined(separator: " "))")

        for try await number in try counter.stream("numbers.count", Count(from: 1, to: 1_000_000), of: Int.self) {
            guard number < 5 else { break }
        }
        print("listener  left at 5 of 1000000")

        do {
            _ = try await counter.call("numbers.count", Count(from: 2, to: 1), returning: [Int].self)
        } catch let error as CallError {
            print("listener  was refused: \(error)")
        }
    }

    /// The counter hears of the listener's leaving in a moment.
    static func waitUntilIdle(_ counter: Agent) async throws {
        while await counter.runningCallCount > 0 { try await Task.sleep(for: .milliseconds(1)) }
    }
}
