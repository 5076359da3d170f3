// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusProtocol
import Testing

extension BoundTests {
    /// What agents may register, and how much is remembered.
    static let storageChecks: [String: Check] = [
        "max_registration": registrationSize,
        "max_capabilities": capabilities,
        "registry_memory": registryMemory,
        "replay_memory": replayMemory,
    ]

    /// A `REGISTER` of just as many bytes is taken, one byte more is not.
    private static func registrationSize() async throws {
        var byteCount = 0
        try await LiveGateway.with { gateway in
            let alice = try await gateway.connect(Samples.alice)
            _ = try await alice.register(gateway.address)
            byteCount = await alice.sentByteCount
        }
        for (limit, isTaken) in [(byteCount, true), (byteCount - 1, false)] {
            try await LiveGateway.with {
                $0.maximumRegistrationByteCount = limit
            } _: { gateway in
                let alice = try await gateway.connect(Samples.alice)
                let answer = try await alice.register(gateway.address)
                // Ports differ in length, and so do audiences.
                try #require(await alice.sentByteCount == byteCount)
                #expect(answer.type == (isTaken ? .register : .error))
                if !isTaken { #expect(await alice.closeCode() == 4_507) }
            }
        }
    }

    private static func capabilities() async throws {
        let two = ["a", "b"].map { CapabilityDescriptor(id: Samples.capability($0), description: "") }
        let three = two + [CapabilityDescriptor(id: Samples.capability("c"), description: "")]
        try await LiveGateway.with {
            $0.maximumCapabilityCount = 2
        } _: { gateway in
            _ = try await gateway.join(Samples.alice, capabilities: two)
            let bob = try await gateway.connect(Samples.bob)
            guard case .error(let report) = try await bob.register(gateway.address, capabilities: three).payload else {
                Issue.record("not refused")
                return
            }
            #expect(report.code == .malformedMessage)
            #expect(report.details?["pointer"] == "/payload/capabilities")
            #expect(await bob.closeCode() == 4_500)
        }
    }

    /// There is room for one, and for another when that one has left.
    private static func registryMemory() async throws {
        try await LiveGateway.with {
            $0.registryByteCount = 2_000
        } _: { gateway in
            let alice = try await gateway.join(Samples.alice)
            let bob = try await gateway.connect(Samples.bob)
            guard case .error(let report) = try await bob.register(gateway.address).payload else {
                Issue.record("not refused")
                return
            }
            #expect(report.code == .resourceExhausted)
            #expect(await bob.closeCode() == 4_004)
            try await alice.send(.unregister(Unregister()))
            #expect(await alice.closeCode() == 1_000)
            _ = try await gateway.join(Samples.bob)
        }
    }

    /// The memory that a sender shares with others, a sixteenth of the whole, fills up to the bound and not beyond.
    private static func replayMemory() async throws {
        var settings = GatewaySettings()
        settings.replayMemoryByteCount = 16 << 20
        settings.messagesPerSecond = 1_000_000
        let configuration = GatewayConfiguration(settings, files: try SettingsFiles(settings), denied: [])
        let now = Samples.start
        let state = GatewayState(
            key: Samples.gateway,
            configuration: configuration,
            loopCount: 1,
            hashKey: (1, 2),
            now: now
        )
        let ping = Envelope(
            id: Samples.id(0),
            timestamp: now.wall,
            from: Samples.alice.did,
            to: Samples.gateway.did,
            payload: .ping(Heartbeat())
        )
        let text = String(decoding: try MessageSigner(key: Samples.alice).sign(ping), as: UTF8.self)
        let parts = text.components(around: Samples.id(0).description)
        var refusal: ProtocolError?
        var count: UInt64 = 0
        while refusal == nil {
            let bytes = Array((parts.0 + Samples.id(count).description + parts.1).utf8)
            do throws(ProtocolError) {
                try state.replay.remember(EnvelopeView(scanning: bytes.span), now: now.wall)
                count += 1
            } catch {
                refusal = error
            }
        }
        #expect(refusal?.code == .resourceExhausted)
        #expect(state.replay.byteCount <= 1 << 20)
        #expect(count > 10_000)
    }
}

extension String {
    /// What stands before and after the only occurrence of a text.
    fileprivate func components(around text: String) -> (String, String) {
        let parts = split(separator: text, omittingEmptySubsequences: false)
        precondition(parts.count == 2, "the text occurs once")
        return (String(parts[0]), String(parts[1]))
    }
}
