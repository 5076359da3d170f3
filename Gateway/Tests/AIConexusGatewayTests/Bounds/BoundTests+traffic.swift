// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusProtocol
import Testing

extension BoundTests {
    /// What an agent may send, and what may wait for it.
    static let trafficChecks: [String: Check] = [
        "max_message": maximumMessage,
        "messages_per_second": { try await messageRate() },
        "message_burst": { try await messageRate() },
        "bytes_per_second": { try await byteRate() },
        "byte_burst": { try await byteRate() },
        "max_refusals": maximumRefusals,
        "refusal_window": refusalWindow,
        "max_open_requests": openRequests,
        "max_watches": watches,
        "max_waiting": waiting,
        "stall_timeout": stall,
    ]

    private static func maximumMessage() async throws {
        try await LiveGateway.with { settings in
            settings.maximumMessageByteCount = 1 << 16
            settings.maximumRegistrationByteCount = 1 << 16
        } _: { gateway in
            let alice = try await gateway.join(Samples.alice)
            let spaces = [UInt8](repeating: UInt8(ascii: " "), count: 1 << 16)
            await alice.sendText(spaces)
            #expect(try await alice.receiveError() == .malformedMessage)
            await alice.sendText(spaces + [UInt8(ascii: " ")])
            #expect(await alice.closeCode() == 4_507)
        }
    }

    /// As many as may come at once are served, the next is refused until another second, and many more end it.
    private static func messageRate() async throws {
        try await LiveGateway.with { settings in
            settings.messagesPerSecond = 1
            settings.messageBurst = 3
            settings.maximumRefusalCount = 2
            settings.refusalInterval = .seconds(600)
        } _: { gateway in
            let alice = try await gateway.join(Samples.alice)
            for _ in 0..<3 {
                try await alice.send(.ping(Heartbeat()))
                #expect(try await alice.receive().type == .pong)
            }
            // A slow machine may earn a message meanwhile; the refusals come all the same.
            var wait: Duration?
            while wait == nil {
                try await alice.send(.ping(Heartbeat()))
                if case .error(let report) = try await alice.receive().payload {
                    #expect(report.code == .rateLimited)
                    wait = report.retryAfter
                    try #require(wait != nil)
                }
            }
            #expect(wait.map { $0 > .zero && $0 <= .seconds(1) } == true)
            for _ in 0..<20 { try await alice.send(.ping(Heartbeat())) }
            #expect(await alice.closeCode() == 4_004)
        }
    }

    private static func byteRate() async throws {
        try await LiveGateway.with { settings in
            settings.bytesPerSecond = 1 << 10
            settings.byteBurst = 1 << 16
        } _: { gateway in
            let alice = try await gateway.join(Samples.alice)
            let offer = Payload.offer(Offer(sdp: String(repeating: "x", count: 50_000)))
            try await alice.send(offer, to: alice.did)
            #expect(try await alice.receive().type == .offer)
            try await alice.send(offer, to: alice.did)
            guard case .error(let report) = try await alice.receive().payload else {
                Issue.record("not refused")
                return
            }
            #expect(report.code == .rateLimited)
            // About 35 000 bytes are missing, of which 1 024 come in a second.
            let wait = try #require(report.retryAfter)
            #expect(wait > .seconds(1) && wait < .seconds(40))
        }
    }

    private static func maximumRefusals() async throws {
        try await LiveGateway.with { settings in
            settings.maximumRefusalCount = 3
            settings.refusalInterval = .seconds(600)
        } _: { gateway in
            let alice = try await gateway.join(Samples.alice)
            for _ in 0..<3 {
                await alice.sendText(Array("{}".utf8))
                #expect(try await alice.receiveError() == .malformedMessage)
            }
            await alice.sendText(Array("{}".utf8))
            #expect(await alice.closeCode() == 4_503)
        }
    }

    /// Refusals that are far apart do not add up.
    private static func refusalWindow() async throws {
        try await LiveGateway.with { settings in
            settings.maximumRefusalCount = 1
            settings.refusalInterval = .nanoseconds(1)
        } _: { gateway in
            let alice = try await gateway.join(Samples.alice)
            for _ in 0..<20 {
                await alice.sendText(Array("{}".utf8))
                #expect(try await alice.receiveError() == .malformedMessage)
            }
        }
    }

    private static func openRequests() async throws {
        try await LiveGateway.with {
            $0.maximumOpenRequestCount = 2
        } _: { gateway in
            let alice = try await gateway.join(Samples.alice)
            let bob = try await gateway.join(Samples.bob)
            var calls: [MessageID] = []
            for _ in 0..<2 {
                try await alice.send(.execRequest(ExecRequest()), to: bob.did)
                calls.append(try await bob.receive().id)
            }
            try await alice.send(.execRequest(ExecRequest()), to: bob.did)
            #expect(try await alice.receiveError() == .resourceExhausted)
            try await bob.send(.execResponse(ExecResponse(status: .success)), to: alice.did, answering: calls[0])
            #expect(try await alice.receive().type == .execResponse)
            try await alice.send(.execRequest(ExecRequest()), to: bob.did)
            #expect(try await bob.receive().type == .execRequest)
        }
    }

    private static func watches() async throws {
        try await LiveGateway.with {
            $0.maximumWatchCount = 1
        } _: { gateway in
            let alice = try await gateway.join(Samples.alice)
            var request = ExecRequest(capability: "gateway.agents.watch")
            request.stream = true
            try await alice.send(.execRequest(request))
            #expect(try await alice.receive().type == .execResponse)
            try await alice.send(.execRequest(request))
            #expect(try await alice.receiveError() == .resourceExhausted)
        }
    }

    /// Runs `body` with a sender and a consumer that takes nothing, of whom there are many bytes a second.
    private static func withStuckConsumer(
        _ change: @escaping (inout GatewaySettings) -> Void,
        _ body: (LiveAgent, LiveAgent) async throws -> Void
    ) async throws {
        try await LiveGateway.with { settings in
            settings.bytesPerSecond = 1 << 30
            settings.byteBurst = 1 << 30
            settings.closeTimeout = .seconds(60)
            change(&settings)
        } _: { gateway in
            let alice = try await gateway.join(Samples.alice)
            let bob = try await gateway.join(Samples.bob)
            await bob.stopReading()
            try await body(alice, bob)
        }
    }

    /// Sends until a message is refused with `code`, and returns the refusal.
    private static func refusal(_ code: ErrorCode, of bob: LiveAgent, by alice: LiveAgent) async throws -> ErrorReport {
        let sdp = String(repeating: "x", count: 500_000)
        while true {
            try await alice.send(.offer(Offer(sdp: sdp)), to: bob.did)
            try await alice.send(.ping(Heartbeat()))
            while case .error(let report) = try await alice.receive().payload {
                if report.code == code { return report }
                try #require(report.code != .unknownAgent)
            }
        }
    }

    private static func waiting() async throws {
        try await withStuckConsumer {
            $0.maximumWaitingByteCount = 1 << 20
            $0.stallTimeout = .seconds(3_600)
        } _: { alice, bob in
            let report = try await refusal(.resourceExhausted, of: bob, by: alice)
            #expect(report.retryAfter == .seconds(1))
            #expect(report.details?["reason"] == "recipient_output")
        }
    }

    private static func stall() async throws {
        try await withStuckConsumer {
            $0.stallTimeout = .milliseconds(100)
        } _: { alice, bob in
            let report = try await refusal(.connectionRefused, of: bob, by: alice)
            #expect(report.details?["reason"] == "lost")
            await bob.resumeReading()
            #expect(await bob.closeCode() == 4_001)
        }
    }
}
