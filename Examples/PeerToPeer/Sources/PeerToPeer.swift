// SPDX-License-Identifier: MIT

import AIConexusSDK

/// Two agents that begin through the gateway and move to a direct path by themselves, in the middle of a stream.
@main
enum PeerToPeer {
    struct Order: Codable {
        var byteCount: Int
    }

    struct Block: Codable {
        var data: String
    }

    static func main() async throws {
        let gateway = try GatewayURL.fromEnvironment()
        let source = Agent(name: "source", description: "Gives data.", gateway: gateway)
        try source.serve("data.echo", "Gives back what it is given.") { (block: Block, _) in block }
        try source.serve("data.read", "Gives as much data as one likes.", streaming: Block.self) {
            (order: Order, _, blocks) in
            let block = Block(data: String(repeating: "x", count: 32_768))
            for _ in 0..<order.byteCount / block.data.utf8.count { try await blocks.send(block) }
        }
        try await source.whileRunning { source in
            try await withAgent(name: "sink", gateway: gateway) { sink in
                try await talk(to: sink.remote(source.did))
            }
        }
    }

    static func talk(to source: RemoteAgent) async throws {
        let clock = ContinuousClock()
        let start = clock.now
        var last: CallPath?
        while last != .direct && last != .turn && clock.now - start < .seconds(15) {
            let answer = try await source.callForResult("data.echo", Block(data: "hello"), returning: Block.self)
            if answer.path != last {
                print("call    \(answer.path.rawValue) after \((clock.now - start).inMilliseconds) ms")
                last = answer.path
            }
        }
        if last == .relay, let failure = await source.path().failure {
            print("call    stays with the gateway: \(failure.rawValue), \(failure.summary)")
        }

        var options = CallOptions()
        options.window = 64
        let order = Order(byteCount: 16 << 20)
        let streamStart = clock.now
        var byteCount = 0
        for try await block in try source.stream("data.read", order, of: Block.self, options: options) {
            byteCount += block.data.utf8.count
        }
        let seconds = Double((clock.now - streamStart).inMilliseconds) / 1_000
        print(
            "stream  \(byteCount >> 20) MiB, \(Int(Double(byteCount) / 1e6 / seconds)) MB/s, \(await source.path().path.rawValue)"
        )
    }
}

extension Duration {
    /// In whole milliseconds, at least one.
    var inMilliseconds: Int64 {
        max(components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000, 1)
    }
}
