// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusSDK
import Testing

@Suite("Calls between agents, through a gateway", .timeLimit(.minutes(1)))
struct CallingTests {
    private static func descriptor(_ id: String) throws -> CapabilityDescriptor {
        CapabilityDescriptor(id: try #require(CapabilityID(id)), description: "A capability of a test.")
    }

    /// Runs a callee and a caller.
    private func withPair(
        _ prepare: (Agent) throws -> Void,
        _ body: (_ callee: RemoteAgent, _ caller: Agent) async throws -> Void
    ) async throws {
        try await LiveGateway.with { gateway in
            let callee = try gateway.agent("callee")
            try prepare(callee)
            try await callee.whileRunning { callee in
                try await gateway.agent("caller").whileRunning { caller in
                    try await body(caller.remote(callee.did), caller)
                }
            }
        }
    }

    @Test("a call gives the handler's result, with path and times")
    func call() async throws {
        try await withPair { callee in
            try callee.serve(Self.descriptor("text.upper")) { args, _ in
                ["text": .string(args["text"]?.string?.uppercased() ?? "")]
            }
        } _: { callee, _ in
            let answer = try await callee.request("text.upper", ["text": "hello"])
            #expect(answer.output == ["text": "HELLO"])
            #expect(answer.path == .relay)
            #expect(answer.attempts == 1)
            #expect(answer.executionTime != nil)
        }
    }

    @Test("a stream gives its parts in order, with a window smaller than their number")
    func stream() async throws {
        try await withPair { callee in
            try callee.serveStream(Self.descriptor("count")) { args, _, parts in
                for number in 0..<(args["to"]?.int ?? 0) {
                    try await parts.send(.number(JSONNumber(integerLiteral: number)))
                }
            }
        } _: { callee, _ in
            var options = CallOptions()
            options.window = 3
            var numbers: [Int?] = []
            for try await part in callee.requestStream("count", ["to": 50], options: options) {
                numbers.append(part.int)
            }
            #expect(numbers == Array(0..<50))
        }
    }

    @Test("an agent is found by what it offers")
    func find() async throws {
        try await withPair { callee in
            try callee.serve(Self.descriptor("text.upper")) { _, _ in .null }
        } _: { callee, caller in
            let found = try await caller.find(capability: "text.upper")
            #expect(found.map(\.did) == [callee.did])
            let others = try await caller.find(capability: "text.lower")
            #expect(others.isEmpty)
        }
    }
}
