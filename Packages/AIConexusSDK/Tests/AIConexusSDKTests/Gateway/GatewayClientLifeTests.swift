// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTransport
import Testing

@testable import AIConexusSDK

@Suite("The life of a client", .timeLimit(.minutes(1)))
struct GatewayClientLifeTests {
    private struct Failure: Error {}

    /// The kinds of states that a client goes through until it has ended, on a stream that was there from the start.
    private static func names(_ states: AsyncStream<GatewayState>) async -> [String] {
        var names: [String] = []
        for await state in states {
            switch state {
            case .disconnected: names.append("disconnected")
            case .connecting(_, let reason): names.append("connecting" + (reason.map { " after \($0.code)" } ?? ""))
            case .connected: names.append("connected")
            case .disconnecting: names.append("disconnecting")
            case .error(let error): names.append("error \(error.code)")
            }
            if state.isFinal, names.count > 1 { break }
        }
        return names
    }

    @Test("its states can be watched by any number, from the first to the last, a loss and a return among them")
    func states() async throws {
        try await ScriptedGateway.with { gateway in
            let client = try gateway.client()
            let streams = [await client.states, await client.states]
            let watchers = streams.map { stream in Task { await Self.names(stream) } }
            async let session = client.connect()
            let first = try await gateway.admit()
            _ = try await session
            first.cut()
            let second = try await gateway.admit()
            for await state in await client.states where state.session != nil { break }
            async let end: Void = client.disconnect()
            _ = await second.next()
            second.close(.normal)
            await end
            for watcher in watchers {
                #expect(
                    await watcher.value == [
                        "disconnected", "connecting", "connected", "connecting after connectionLost", "connected",
                        "disconnecting", "disconnected",
                    ]
                )
            }
        }
    }

    @Test("its heartbeats say how busy it is")
    func heartbeat() async throws {
        try await ScriptedGateway.with { gateway in
            gateway.heartbeatInterval = .milliseconds(1)
            let client = try gateway.client()
            await client.report(load: 7, slots: 3)
            async let session = client.connect()
            let line = try await gateway.admit()
            _ = try await session
            let beat = try #require(await line.next())
            guard case .ping(let ping) = beat.payload else {
                Issue.record("\(beat.payload)")
                return
            }
            #expect(beat.to == gateway.key.did)
            #expect(ping.load == 1 && ping.slots == 3)
        }
    }

    @Test("its scope: connected while it lasts, gone when it returns, also when it fails or is cancelled")
    func scope() async throws {
        try await ScriptedGateway.with { gateway in
            let (configuration, loop) = (try gateway.configuration, gateway.loop)
            for isCancelled in [false, true] {
                let entered = Gate()
                let scope = Task {
                    try await withGatewayClient(configuration, key: Cast.agent, on: loop) { client -> Trace in
                        #expect(await client.state.session != nil)
                        guard isCancelled else { return Trace(of: client) }
                        await entered.pass()
                        for await _ in client.messages {}
                        throw Failure()
                    }
                }
                let line = try await gateway.admit()
                if isCancelled {
                    await entered.open()
                    await entered.arrivals(1)
                    scope.cancel()
                }
                #expect(await line.next()?.type == .unregister)
                line.close(.normal)
                switch await scope.result {
                case .success(let trace): #expect(!isCancelled && trace.object == nil)
                case .failure(let error): #expect(isCancelled && error is Failure)
                }
            }
        }
    }

    // MARK: - Clocks

    @Test("a clock that differs by minutes is told as that, with both times, and tried again", arguments: [-600, 600])
    func wrongClock(ahead seconds: Int) async throws {
        try await ScriptedGateway.with { gateway in
            let client = try gateway.client { $0.reconnect.maximumAttempts = 2 }
            let attempt = Task { try await client.connect() }
            for _ in 0..<2 {
                let line = await gateway.connection()
                try gateway.greet(line, ahead: .seconds(seconds))
                #expect(await line.next() == nil)
            }
            let error = try #require(await #expect(throws: GatewayError.self) { try await attempt.value })
            #expect(error.code == .gatewayUnproved && error.wireCode == .clockSkew)
            #expect(error.message.contains("the gateway's disagree, and one of them must be set: sent at"))
            #expect(error.message.contains(/sent at .*Z, received at .*Z: more than 120 s apart/))
        }
    }

    @Test("a clock that differs by a minute and a half will do", arguments: [-90, 90])
    func fairClock(ahead seconds: Int) async throws {
        try await ScriptedGateway.with { gateway in
            let client = try gateway.client()
            async let session = client.connect()
            let line = await gateway.connection()
            try gateway.greet(line, ahead: .seconds(seconds))
            let envelope = try #require(await line.next())
            guard case .register(let register) = envelope.payload else {
                Issue.record("\(envelope.payload)")
                return
            }
            try gateway.accept(register, of: envelope.from, on: line)
            #expect(try await session.gateway == gateway.key.did)
        }
    }
}
