// SPDX-License-Identifier: MIT

import AIConexusSDK
import Foundation

/// The process that is called.
enum Callee {
    struct Echo: Codable {
        var text: String
    }

    struct Order: Codable {
        var count: Int
        var byteCount: Int
    }

    static func run(_ url: String) async throws {
        let agent = Agent(name: "callee", gateway: try GatewayURL(url))
        let options = CapabilityOptions(concurrency: 10_000)
        try agent.serve("bench.echo", options: options) { (echo: Echo, _) in echo }
        try agent.serve("bench.stream", streaming: Echo.self) { (order: Order, _, parts) in
            let echo = Echo(text: String(repeating: "x", count: order.byteCount))
            for _ in 0..<order.count { try await parts.send(echo) }
        }
        try await agent.start()
        print("ready \(agent.did)")
        fflush(nil)
        try await agent.run()
    }
}

/// A process with one agent that does nothing.
enum IdleAgent {
    static func run(_ url: String) async throws {
        let agent = Agent(name: "idle", gateway: try GatewayURL(url))
        try await agent.start()
        print("ready \(agent.did)")
        fflush(nil)
        try await agent.run()
    }
}
