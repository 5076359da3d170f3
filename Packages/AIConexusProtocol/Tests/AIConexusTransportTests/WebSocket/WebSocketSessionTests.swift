// SPDX-License-Identifier: MIT

internal import Testing

@testable import AIConexusTransport

struct WebSocketSessionTests {
    /// Remembers what a session tells, and may answer.
    private final class Log: WebSocketSessionDelegate {
        var events: [WebSocketEvent] = []
        var onText: (WebSocketSession, String) -> Void = { _, _ in }
        private(set) var filledCount = 0
        private(set) var drainedCount = 0

        func session(_ session: WebSocketSession, receivedText text: Span<UInt8>) {
            let text = String(decoding: [UInt8](copying: text), as: UTF8.self)
            events.append(.text(text))
            onText(session, text)
        }

        func session(_ session: WebSocketSession, receivedBinary bytes: Span<UInt8>) {
            events.append(.binary([UInt8](copying: bytes)))
        }

        func session(_ session: WebSocketSession, receivedPong payload: Span<UInt8>) {
            events.append(.pong([UInt8](copying: payload)))
        }

        func sessionFilled(_ session: WebSocketSession) { filledCount += 1 }
        func sessionDrained(_ session: WebSocketSession) { drainedCount += 1 }

        func session(_ session: WebSocketSession, ended closure: WebSocketClosure) {
            events.append(.end(closure, frame: []))
        }
    }

    /// Both sides of a connection in memory, from the opening handshake on.
    private final class Setup {
        let loop = ManualLoop()
        let pair: InMemoryChannel.Pair
        let serverLog = Log()
        let clientLog = Log()
        private(set) var server: WebSocketSession?
        private(set) var client: WebSocketSession?
        private(set) var failure: (any Error)?

        init(
            cut: @escaping InMemoryChannel.Cut = { $0 },
            capacity: Int = 1 << 20,
            compression: WebSocketCompressionConfiguration? = nil,
            subprotocol: String = "ioap.v1",
            answersLater: Bool = false
        ) throws {
            pair = InMemoryChannel.makePair(on: loop, capacity: capacity, cut: cut)
            var configuration = WebSocketConfiguration()
            configuration.compression = compression
            serve(configuration, answersLater: answersLater)
            let handshake = WebSocketClientHandshake(
                try #require(HTTPTarget("/ws")),
                host: "h",
                subprotocols: [subprotocol],
                compression: compression,
                keyBytes: WebSocketClient.randomBytes(WebSocketClientHandshake.keyByteCount)
            )
            let connecting = WebSocketClient(
                pair.client,
                handshake,
                configuration: configuration,
                delegate: clientLog
            ) { [weak self] result in
                switch result {
                case .success(let session): self?.client = session
                case .failure(let error): self?.failure = error
                }
            }
            connecting.start()
        }

        private func serve(_ configuration: WebSocketConfiguration, answersLater: Bool) {
            let handshake = WebSocketServerHandshake(
                subprotocols: ["ioap.v1"],
                compression: configuration.compression
            )
            let http = HTTPServerSession(pair.server) { [weak self] request, exchange in
                let answer = { [weak self] in
                    guard let self else { return }
                    do throws(WebSocketHandshakeError) {
                        let upgrade = try handshake.answer(request)
                        server = exchange.upgrade(upgrade, configuration: configuration, delegate: serverLog)
                        // What is sent at once must not overtake the answer.
                        _ = server?.sendText("welcome")
                    } catch {
                        exchange.respond(error.response)
                    }
                }
                if answersLater { self?.loop.schedule(after: .seconds(1), answer) } else { answer() }
            }
            http.start()
        }

        deinit {
            pair.client.abort()
            pair.server.abort()
            loop.runUntilIdle()
        }

        func open() throws -> (server: WebSocketSession, client: WebSocketSession) {
            loop.runUntilIdle()
            return (try #require(server), try #require(client))
        }
    }

    @Test(
        "both sides talk, however the bytes are cut, compressed and not",
        arguments: [1, 3, 1_000_000],
        [false, true]
    )
    func conversation(cut: Int, isCompressed: Bool) throws {
        var compression: WebSocketCompressionConfiguration?
        if isCompressed {
            compression = WebSocketCompressionConfiguration()
            compression?.minimumByteCount = 10
        }
        let setup = try Setup(cut: { min($0, cut) }, compression: compression)
        let (server, client) = try setup.open()
        #expect((server.upgrade.compression != nil) == isCompressed)
        #expect(server.upgrade.subprotocol == "ioap.v1")
        #expect(client.upgrade.compression == server.upgrade.compression)
        setup.serverLog.onText = { session, text in _ = session.sendText("echo " + text) }
        let long = String(repeating: "lörem ", count: 2_000)
        #expect(client.sendText("a") && client.sendText(long))
        client.sendPing([1, 2])
        #expect(client.sendBinary([9, 8]))
        setup.loop.runUntilIdle()
        #expect(setup.serverLog.events == [.text("a"), .text(long), .binary([9, 8])])
        #expect(setup.clientLog.events == [.text("welcome"), .text("echo a"), .text("echo " + long), .pong([1, 2])])
    }

    @Test("a client's messages right behind its request are not lost when the answer takes a while")
    func earlyMessages() throws {
        // A client that sends before the answer breaks the rules; its bytes must still not be read as HTTP.
        let setup = try Setup(answersLater: true)
        setup.loop.runUntilIdle()
        setup.pair.client.send(RawFrame.masked(0x81, Array("GET / HTTP/1.1".utf8)))
        setup.loop.advance(by: .seconds(2))
        #expect(setup.serverLog.events == [.text("GET / HTTP/1.1")])
        #expect(setup.clientLog.events == [.text("welcome")])
    }

    @Test("a session whose client leaves before it has begun ends as a cut")
    func earlyEnd() throws {
        for isCut in [true, false] {
            let setup = try Setup(answersLater: true)
            setup.loop.schedule(after: .seconds(1)) {
                if isCut { setup.pair.server.abort() } else { setup.pair.client.finishSending() }
            }
            setup.loop.advance(by: .seconds(5))
            #expect(setup.serverLog.events == [.end(.cutOff, frame: [])])
        }
    }

    @Test("a refused handshake fails the client with its reason")
    func refusedHandshake() throws {
        let setup = try Setup(subprotocol: "other")
        setup.loop.runUntilIdle()
        let error = try #require(setup.failure as? WebSocketHandshakeError)
        #expect(error.code == .unexpectedStatus)
        #expect(error.status == .badRequest)
        #expect(setup.client == nil)
        #expect(setup.clientLog.events == [])
    }

    @Test("a server that does not answer fails the client in time")
    func silentServer() throws {
        let setup = try Setup(answersLater: true)
        setup.pair.server.pauseReading()
        setup.loop.advance(by: .seconds(11))
        #expect((setup.failure as? TransportError)?.code == .timedOut)
    }

    @Test("a close by the server reaches both sides with its code")
    func serverCloses() throws {
        let setup = try Setup()
        let (server, client) = try setup.open()
        let reason = WebSocketCloseReason(.superseded, "newer")
        server.close(reason)
        #expect(!server.sendText("late"))
        #expect(setup.serverLog.events == [])
        setup.loop.runUntilIdle()
        #expect(setup.serverLog.events == [.end(.sent(reason), frame: [])])
        #expect(setup.clientLog.events == [.text("welcome"), .end(.received(reason), frame: [])])
        #expect(!client.sendText("late"))
        setup.loop.advance(by: .seconds(10))
        #expect(setup.serverLog.events.count == 1)
        #expect(setup.clientLog.events.count == 2)
    }

    @Test("a close from within a message stops the messages behind it")
    func closeWithin() throws {
        let setup = try Setup()
        let (_, client) = try setup.open()
        let reason = WebSocketCloseReason(.authenticationFailed)
        setup.serverLog.onText = { session, _ in session.close(reason) }
        for number in 0..<3 { #expect(client.sendText("\(number)")) }
        setup.loop.runUntilIdle()
        #expect(setup.serverLog.events == [.text("0"), .end(.sent(reason), frame: [])])
    }

    @Test("an abort from within a message stops the messages behind it, and ends as a cut")
    func abortWithin() throws {
        let setup = try Setup()
        let (_, client) = try setup.open()
        setup.serverLog.onText = { session, _ in session.abort() }
        for number in 0..<3 { #expect(client.sendText("\(number)")) }
        setup.loop.runUntilIdle()
        #expect(setup.serverLog.events == [.text("0"), .end(.cutOff, frame: [])])
        #expect(setup.clientLog.events.last == .end(.cutOff, frame: []))
    }

    @Test("a peer that does not answer our close is let go after two seconds")
    func unansweredClose() throws {
        let setup = try Setup()
        let (server, _) = try setup.open()
        setup.pair.client.pauseReading()
        let reason = WebSocketCloseReason(.draining)
        server.close(reason)
        setup.loop.advance(by: .seconds(1))
        #expect(setup.serverLog.events == [])
        setup.loop.advance(by: .seconds(2))
        #expect(setup.serverLog.events == [.end(.sent(reason), frame: [])])
    }

    @Test("a refused frame is answered by its code, and the peer can read it behind what it still sent")
    func refusedFrame() throws {
        let setup = try Setup()
        _ = try setup.open()
        setup.pair.client.send(RawFrame.plain(0x81, [0x41]))
        setup.pair.client.send([UInt8](repeating: 0xFF, count: 50_000))
        setup.loop.runUntilIdle()
        let reason = WebSocketCloseReason(.protocolError, "client frame is not masked")
        #expect(setup.clientLog.events.last == .end(.received(reason), frame: []))
        guard case .end(.failed(let error), _) = setup.serverLog.events.last else {
            Issue.record("not failed")
            return
        }
        #expect(error.code == .framing)
    }

    @Test("a connection that breaks ends the session as a cut, once")
    func cut() throws {
        let setup = try Setup()
        _ = try setup.open()
        setup.pair.client.abort()
        setup.loop.runUntilIdle()
        setup.loop.advance(by: .seconds(100))
        #expect(setup.serverLog.events == [.end(.cutOff, frame: [])])
        #expect(setup.clientLog.events == [.text("welcome"), .end(.cutOff, frame: [])])
    }

    @Test("a message that is not finished in time ends the session")
    func unfinishedMessage() throws {
        let setup = try Setup()
        _ = try setup.open()
        setup.pair.client.send(Array(RawFrame.masked(0x81, [0x41, 0x42]).dropLast()))
        setup.loop.advance(by: .seconds(29))
        #expect(setup.serverLog.events == [])
        setup.loop.advance(by: .seconds(2))
        guard case .end(.failed(let error), _) = setup.serverLog.events.last else {
            Issue.record("not failed")
            return
        }
        #expect(error.code == .unresponsive)
    }

    @Test("a session that is over leaves no timers behind", arguments: [true, false])
    func timers(isAborted: Bool) throws {
        let setup = try Setup()
        let (server, client) = try setup.open()
        setup.pair.client.send(Array(RawFrame.masked(0x01, [0x41, 0x42])))
        setup.loop.runUntilIdle()
        #expect(setup.loop.timerCount == 1)
        if isAborted { client.abort() } else { server.close(WebSocketCloseReason(.normal)) }
        setup.loop.runUntilIdle()
        #expect(setup.serverLog.events.count == 1)
        #expect(setup.loop.timerCount == 0)
    }

    @Test("a peer that takes nothing gets one pong for all its pings, the last")
    func pingFlood() throws {
        let setup = try Setup(capacity: 2_000)
        let (server, client) = try setup.open()
        server.waterMarks = WaterMarks(high: 10_000, low: 1_000)
        setup.pair.client.pauseReading()
        #expect(server.sendBinary([UInt8](repeating: 1, count: 20_000)))
        setup.loop.runUntilIdle()
        #expect(setup.serverLog.filledCount == 1)
        let before = server.pendingByteCount
        for number in 0..<200 as Range<UInt8> { client.sendPing([number]) }
        setup.loop.runUntilIdle()
        #expect(server.pendingByteCount == before)
        setup.pair.client.resumeReading()
        setup.loop.runUntilIdle()
        #expect(setup.serverLog.drainedCount == 1)
        #expect(setup.clientLog.events.last == .pong([199]))
        #expect(setup.clientLog.events.count == 3)
    }

    @Test("a session that was reset says what its peer never took; one that was closed lost nothing")
    func lost() throws {
        let reset = try Setup(capacity: 1_000)
        let server = try reset.open().server
        reset.pair.client.pauseReading()
        #expect(server.sendBinary([UInt8](repeating: 1, count: 5_000)))
        reset.loop.runUntilIdle()
        let pending = server.pendingByteCount
        #expect(pending > 4_000)
        #expect(server.lostByteCount == 0)
        reset.pair.client.abort()
        reset.loop.runUntilIdle()
        #expect(reset.serverLog.events == [.end(.cutOff, frame: [])])
        #expect(server.lostByteCount == pending)
        let closed = try Setup()
        let sessions = try closed.open()
        #expect(sessions.server.sendBinary([1]))
        closed.loop.runUntilIdle()
        sessions.client.close(WebSocketCloseReason(.normal))
        closed.loop.runUntilIdle()
        #expect(closed.serverLog.events == [.end(.received(WebSocketCloseReason(.normal)), frame: [])])
        #expect(sessions.server.lostByteCount == 0)
    }

    @Test("sessions and channels are freed when the connection is over, timers or not")
    func freed() throws {
        weak var server: WebSocketSession?
        weak var client: WebSocketSession?
        weak var channel: InMemoryChannel?
        do {
            let setup = try Setup()
            let sessions = try setup.open()
            (server, client, channel) = (sessions.server, sessions.client, setup.pair.server)
            setup.pair.client.send(Array(RawFrame.masked(0x81, [0x41, 0x42]).dropLast()))
            setup.loop.runUntilIdle()
            sessions.server.close(WebSocketCloseReason(.normal))
            setup.loop.advance(by: .seconds(3))
        }
        #expect(server == nil)
        #expect(client == nil)
        #expect(channel == nil)
    }
}

extension WebSocketSession {
    fileprivate func sendText(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return sendText(bytes.span)
    }

    fileprivate func sendBinary(_ bytes: [UInt8]) -> Bool { sendBinary(bytes.span) }
    fileprivate func sendPing(_ bytes: [UInt8]) { sendPing(bytes.span) }
}
