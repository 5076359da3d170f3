// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTransport
import Testing

@testable import AIConexusSDK

@Suite("A client and its gateway", .timeLimit(.minutes(1)))
struct GatewayClientTests {
    /// What a client reports.
    private final class Reports: Sendable {
        private let errors = Locked<[any Error]>([])
        private let waiters = Waiters()

        var all: [any Error] { errors.withLock { $0 } }

        func add(_ error: any Error) {
            errors.withLock { $0.append(error) }
            waiters.resumeAll()
        }

        /// Waits until so many were reported.
        func count(_ count: Int) async throws {
            while all.count < count { try await waiters.wait() }
        }
    }

    private struct Failure: Error {}

    // MARK: - Connecting

    @Test("it registers with proof of its key, and what the gateway agrees to is the session")
    func registering() async throws {
        try await ScriptedGateway.with { gateway in
            let client = try gateway.client()
            async let session = client.connect()
            let line = await gateway.connection()
            let challenge = try gateway.greet(line)
            let envelope = try #require(await line.next())
            guard case .register(let register) = envelope.payload else {
                Issue.record("\(envelope.payload)")
                return
            }
            #expect(envelope.from == Cast.agent.did && envelope.to == gateway.key.did)
            #expect(envelope.correlationID == challenge)
            #expect(register.nonce == Cast.nonce(9) && register.clientNonce != nil)
            #expect(register.audience == client.configuration.url.audience)
            try gateway.accept(register, of: envelope.from, on: line)
            #expect(try await session.gateway == gateway.key.did)
            async let end: Void = client.disconnect()
            #expect(await line.next()?.type == .unregister)
            line.close(.normal)
            await end
            #expect(await client.state == .disconnected)
        }
    }

    @Test("a gateway that is not the configured one gets nothing from us, and the line is closed")
    func mismatch() async throws {
        try await ScriptedGateway.with { gateway in
            let client = try gateway.client { $0.gateway = Cast.stranger.did }
            let attempt = Task { try await client.connect() }
            let line = await gateway.connection()
            try gateway.greet(line)
            #expect(await line.next() == nil)
            let error = await #expect(throws: GatewayError.self) { try await attempt.value }
            #expect(error?.code == .gatewayMismatch && error?.foundGateway == gateway.key.did)
        }
    }

    @Test("what greets in a way that cannot be verified is hung up on")
    func garbage() async throws {
        try await ScriptedGateway.with { gateway in
            let client = try gateway.client()
            let attempt = Task { try await client.connect() }
            let line = await gateway.connection()
            line.send(text: Array("{}".utf8))
            guard case .received = await line.end() else {
                Issue.record("the line was cut")
                return
            }
            let error = await #expect(throws: GatewayError.self) { try await attempt.value }
            #expect(error?.code == .gatewayUnproved)
        }
    }

    @Test("a connection that is cancelled while it is made leaves nothing open")
    func cancelled() async throws {
        try await ScriptedGateway.with { gateway in
            let client = try gateway.client()
            let attempt = Task { try await client.connect() }
            let line = await gateway.connection()
            attempt.cancel()
            await #expect(throws: CancellationError.self) { try await attempt.value }
            _ = await line.end()
            #expect(await client.state == .disconnected)
        }
    }

    @Test("a close code that says so is the end: nothing more can be sent, and readers end")
    func superseded() async throws {
        try await ScriptedGateway.with { gateway in
            let client = try gateway.client()
            async let session = client.connect()
            let line = try await gateway.admit()
            _ = try await session
            let reader = Task { for await _ in client.messages {} }
            line.close(.superseded)
            for await state in await client.states where state.isFinal { break }
            #expect(await client.state.error?.code == .superseded)
            await reader.value
            let error = await #expect(throws: GatewayError.self) {
                try await client.send(.ping(Heartbeat()), to: Cast.peer.did)
            }
            #expect(error?.code == .disconnected && error?.isTransient == false)
        }
    }

    // MARK: - Sending

    @Test("what is sent while there is no connection arrives after the return, in order")
    func queued() async throws {
        try await ScriptedGateway.with { gateway in
            let client = try gateway.client()
            async let session = client.connect()
            let first = try await gateway.admit()
            _ = try await session
            first.cut()
            for await state in await client.states where state.session == nil { break }
            var ids: [MessageID] = []
            for _ in 0..<20 { ids.append(try await client.send(.ping(Heartbeat()), to: Cast.peer.did)) }
            let second = try await gateway.admit()
            for id in ids { #expect(await second.next()?.id == id) }
        }
    }

    @Test("a full queue suspends the sender; one that is cancelled then gets an error at once")
    func full() async throws {
        try await ScriptedGateway.with { gateway in
            let client = try gateway.client { $0.maximumQueuedByteCount = 2_000 }
            let connecting = Task { try await client.connect() }
            let line = await gateway.connection()
            let long = Payload.offer(Offer(sdp: String(repeating: "x", count: 1_500)))
            let first = try await client.send(long, to: Cast.peer.did)
            let cancelled = Task { try await client.send(long, to: Cast.peer.did) }
            let waiting = Task { try await client.send(long, to: Cast.peer.did) }
            cancelled.cancel()
            await #expect(throws: CancellationError.self) { try await cancelled.value }
            try gateway.greet(line)
            guard let envelope = await line.next(), case .register(let register) = envelope.payload else { return }
            try gateway.accept(register, of: envelope.from, on: line)
            #expect(await line.next()?.id == first)
            let second = try await waiting.value
            #expect(await line.next()?.id == second)
            _ = try await connecting.value
        }
    }

    @Test("senders that wait when the client ends get an error")
    func fullAtEnd() async throws {
        try await ScriptedGateway.with { gateway in
            let client = try gateway.client { $0.maximumQueuedByteCount = 2_000 }
            let connecting = Task { try await client.connect() }
            _ = await gateway.connection()
            let long = Payload.offer(Offer(sdp: String(repeating: "x", count: 1_500)))
            _ = try await client.send(long, to: Cast.peer.did)
            let waiting = Task { try await client.send(long, to: Cast.peer.did) }
            await client.disconnect()
            let error = await #expect(throws: GatewayError.self) { try await waiting.value }
            #expect(error?.code == .disconnected)
            await #expect(throws: GatewayError.self) { try await connecting.value }
        }
    }

    @Test("a message that waited and is too long for the gateway is reported, and the session lives on")
    func tooLong() async throws {
        try await ScriptedGateway.with { gateway in
            gateway.limits.maximumMessageByteCount = 2_000
            let client = try gateway.client()
            let reports = Reports()
            await client.onError { reports.add($0) }
            async let session = client.connect()
            let long = Payload.offer(Offer(sdp: String(repeating: "x", count: 5_000)))
            let line = await gateway.connection()
            try await client.send(long, to: Cast.peer.did)
            let short = try await client.send(.ping(Heartbeat()), to: Cast.peer.did)
            try gateway.greet(line)
            guard let envelope = await line.next(), case .register(let register) = envelope.payload else { return }
            try gateway.accept(register, of: envelope.from, on: line)
            #expect(await line.next()?.id == short)
            _ = try await session
            let error = try #require(reports.all.first as? GatewayError)
            #expect(error.wireCode == .payloadTooLarge)
            // By now it is known before it waits.
            await #expect(throws: GatewayError.self) { try await client.send(long, to: Cast.peer.did) }
        }
    }

    // MARK: - Receiving

    @Test("verified messages arrive in order; others are refused with an ERROR, up to a bound, and reported")
    func receiving() async throws {
        try await ScriptedGateway.with { gateway in
            let client = try gateway.client()
            let reports = Reports()
            await client.onError { reports.add($0) }
            async let session = client.connect()
            let line = try await gateway.admit()
            _ = try await session
            let good = try line.send(.pong(Heartbeat()), to: Cast.agent.did, from: Cast.peer)
            try line.send(.ping(Heartbeat()), to: Cast.stranger.did, from: Cast.peer)
            guard case .error(let report) = try #require(await line.next()).payload else { return }
            #expect(report.code == .identityMismatch)
            for _ in 0..<150 { try line.send(.ping(Heartbeat()), to: Cast.stranger.did, from: Cast.peer) }
            // No answer is refused with an ERROR.
            try line.send(.pong(Heartbeat()), to: Cast.stranger.did, from: Cast.peer)
            let last = try line.send(.pong(Heartbeat()), to: Cast.agent.did, from: Cast.peer)
            var messages = client.messages.makeAsyncIterator()
            #expect(await messages.next()?.id == good)
            #expect(await messages.next()?.id == last)
            for _ in 0..<99 { #expect(await line.next()?.type == .error) }
            try await client.send(.pong(Heartbeat()), to: Cast.peer.did)
            #expect(await line.next()?.type == .pong)
            try await reports.count(152)
        }
    }

    @Test("a reader that does not read holds the gateway up, and gets everything in the end")
    func backPressure() async throws {
        try await ScriptedGateway.with { gateway in
            let client = try gateway.client { $0.maximumUnreadCount = 8 }
            async let session = client.connect()
            let line = try await gateway.admit()
            _ = try await session
            let payload = Payload.pong(Heartbeat(nonce: String(repeating: "x", count: 64)))
            var ids: [MessageID] = []
            for _ in 0..<3_000 { ids.append(try line.send(payload, to: Cast.agent.did, from: Cast.peer)) }
            var received: [MessageID] = []
            for await message in client.messages {
                received.append(message.id)
                if received.count == ids.count { break }
            }
            #expect(received == ids)
        }
    }

    @Test("a handler gets one message after another; what it throws is reported to whoever listens by then")
    func handler() async throws {
        try await ScriptedGateway.with { gateway in
            let client = try gateway.client()
            let reports = Reports()
            let running = Locked(0)
            await client.onMessage { message in
                #expect(
                    running.withLock {
                        $0 += 1
                        return $0
                    } == 1
                )
                await Task.yield()
                running.withLock { $0 -= 1 }
                if case .pong(let pong) = message.payload, pong.sequence == 1 { throw Failure() }
            }
            await client.onError { reports.add($0) }
            async let session = client.connect()
            let line = try await gateway.admit()
            _ = try await session
            for number in 0..<3 {
                try line.send(.pong(Heartbeat(sequence: number)), to: Cast.agent.did, from: Cast.peer)
            }
            try await reports.count(1)
            #expect(reports.all.first is Failure)
        }
    }

    @Test("a handler that takes another's place begins when the other has ended its message")
    func replacedHandler() async throws {
        try await ScriptedGateway.with { gateway in
            let client = try gateway.client()
            let (gate, second) = (Gate(), Gate())
            await second.open()
            let isRunning = Locked(false)
            await client.onMessage { _ in
                isRunning.withLock { $0 = true }
                await gate.pass()
                isRunning.withLock { $0 = false }
            }
            async let session = client.connect()
            let line = try await gateway.admit()
            _ = try await session
            for _ in 0..<3 { try line.send(.pong(Heartbeat()), to: Cast.agent.did, from: Cast.peer) }
            await gate.arrivals(1)
            await client.onMessage { _ in
                #expect(!isRunning.withLock { $0 })
                await second.pass()
            }
            await gate.open()
            await second.arrivals(2)
        }
    }

    @Test("signs of life are answered, and the gateway's own are for nobody else")
    func pings() async throws {
        try await ScriptedGateway.with { gateway in
            let client = try gateway.client()
            async let session = client.connect()
            let line = try await gateway.admit()
            _ = try await session
            try line.send(.pong(Heartbeat()), to: Cast.agent.did)
            let ping = try line.send(.ping(Heartbeat(sequence: 3, nonce: "n")), to: Cast.agent.did, from: Cast.peer)
            let pong = try #require(await line.next())
            #expect(pong.correlationID == ping && pong.to == Cast.peer.did)
            #expect(pong.payload == .pong(Heartbeat(sequence: 3, nonce: "n")))
            let message = try line.send(.unregister(Unregister()), to: Cast.agent.did, from: Cast.peer)
            var messages = client.messages.makeAsyncIterator()
            #expect(await messages.next()?.id == message)
        }
    }

    // MARK: - Ends

    @Test("a client that is let go of closes its line, whatever the gateway does, and ends its streams of states")
    func letGo() async throws {
        try await ScriptedGateway.with { gateway in
            let (line, trace, watcher): (Line, Trace, Task<Void, Never>)
            do {
                let client = try gateway.client()
                trace = Trace(of: client)
                let states = await client.states
                watcher = Task { for await _ in states {} }
                async let session = client.connect()
                line = try await gateway.admit()
                _ = try await session
                withExtendedLifetime(client) {}
            }
            // The gateway does not answer UNREGISTER; the line ends all the same.
            #expect(await line.next()?.type == .unregister)
            _ = await line.end()
            await watcher.value
            #expect(trace.object == nil)
        }
    }

    @Test("to disconnect in a cancelled task takes as long as it takes")
    func disconnectCancelled() async throws {
        try await ScriptedGateway.with { gateway in
            let client = try gateway.client()
            async let session = client.connect()
            let line = try await gateway.admit()
            _ = try await session
            let gate = Gate()
            let leaving = Task {
                await gate.pass()
                await client.disconnect()
                return await client.state
            }
            leaving.cancel()
            await gate.open()
            #expect(await line.next()?.type == .unregister)
            line.close(.normal)
            #expect(await leaving.value == .disconnected)
        }
    }

    @Test("a client that was stopped can be started again, and its readers and handlers with it")
    func restarted() async throws {
        try await ScriptedGateway.with { gateway in
            let client = try gateway.client()
            let gate = Gate()
            await gate.open()
            for round in 1...2 {
                async let session = client.connect()
                let line = try await gateway.admit()
                _ = try await session
                if round == 1 { await client.onMessage { _ in await gate.pass() } }
                try line.send(.pong(Heartbeat()), to: Cast.agent.did, from: Cast.peer)
                await gate.arrivals(round)
                async let end: Void = client.disconnect()
                _ = await line.next()
                line.close(.normal)
                await end
            }
        }
    }
}
