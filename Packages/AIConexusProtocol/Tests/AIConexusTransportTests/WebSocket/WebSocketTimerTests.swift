// SPDX-License-Identifier: MIT

internal import Testing

@testable import AIConexusTransport

struct WebSocketTimerTests {
    @Test("an idle connection needs no timer")
    func idle() {
        let server = WebSocketConversation()
        #expect(server.takeTimer() == nil)
        #expect(server.feed(RawFrame.masked(0x81, [0x41])).count == 1)
        #expect(server.takeTimer() == nil)
    }

    @Test("a message that stays unfinished is given up with 1008")
    func unfinished() throws {
        let server = WebSocketConversation()
        #expect(server.feed([0x81]) == [])
        let timer = try #require(server.takeTimer())
        #expect(timer == WebSocketTimer(purpose: .message, delay: .seconds(30)))
        #expect(server.feed([0x85]) == [])
        #expect(server.takeTimer() == nil)
        let error = WebSocketError(.unresponsive, .policyViolation, "message was not finished in time")
        let frame = [0x88, 34] + RawFrame.close(1_008, Array(error.message.utf8))
        #expect(server.fire(timer) == .end(.failed(error), frame: frame))
        #expect(server.state == .ended(.failed(error)))
    }

    @Test("a fragmented message that stays unfinished is given up, although pings come")
    func unfinishedFragments() throws {
        let server = WebSocketConversation()
        #expect(server.feed(RawFrame.masked(0x01, [0x41])) == [])
        let timer = try #require(server.takeTimer())
        #expect(server.feed(RawFrame.masked(0x89, [])) == [.ping([])])
        guard case .end(.failed, _) = server.fire(timer) else {
            Issue.record("not given up")
            return
        }
    }

    @Test("a message finished in time starts no quarrel, and the timer watches the next one")
    func finished() throws {
        let server = WebSocketConversation()
        let frame = RawFrame.masked(0x81, [0x41, 0x42])
        #expect(server.feed(Array(frame.prefix(3))) == [])
        let timer = try #require(server.takeTimer())
        #expect(server.feed(Array(frame.dropFirst(3))) == [.text("AB")])
        #expect(server.feed(Array(frame.prefix(7))) == [])
        #expect(server.takeTimer() == nil)
        #expect(server.fire(timer) == .wait)
        let again = try #require(server.takeTimer())
        #expect(server.feed(Array(frame.dropFirst(7))) == [.text("AB")])
        #expect(server.fire(again) == .wait)
        #expect(server.takeTimer() == nil)
        #expect(server.feed(Array(frame.prefix(2))) == [])
        #expect(server.takeTimer() != nil)
    }

    @Test("no timer watches messages when there is no limit")
    func noLimit() {
        var configuration = WebSocketConfiguration()
        configuration.messageTimeout = nil
        let server = WebSocketConversation(server: configuration)
        #expect(server.feed([0x81]) == [])
        #expect(server.takeTimer() == nil)
    }

    @Test("a Close that is not answered ends the connection when its time is over")
    func unansweredClose() throws {
        let server = WebSocketConversation()
        let reason = WebSocketCloseReason(.draining)
        #expect(server.sendClose(reason))
        let timer = try #require(server.takeTimer())
        #expect(timer == WebSocketTimer(purpose: .close, delay: .seconds(2)))
        #expect(server.fire(timer) == .end(.sent(reason), frame: []))
        #expect(server.fire(timer) == .wait)
    }

    @Test("timers of the open connection mean nothing once it closes")
    func lateTimers() throws {
        let server = WebSocketConversation()
        #expect(server.feed([0x81]) == [])
        let timer = try #require(server.takeTimer())
        #expect(server.sendClose(WebSocketCloseReason(.normal)))
        #expect(server.fire(timer) == .wait)
    }

    @Test("a silent connection is pinged, then given up with 4002")
    func keepAlive() throws {
        var configuration = WebSocketConfiguration()
        configuration.keepAliveInterval = .seconds(20)
        let server = WebSocketConversation(server: configuration)
        let timer = try #require(server.takeTimer())
        #expect(timer == WebSocketTimer(purpose: .keepAlive, delay: .seconds(20)))
        #expect(server.feed(RawFrame.masked(0x81, [0x41])).count == 1)
        #expect(server.fire(timer) == .wait)
        #expect(server.takeTimer() == timer)
        #expect(server.fire(timer) == .sendPing)
        #expect(server.takeTimer() == timer)
        #expect(server.feed(RawFrame.masked(0x8A, [])) == [.pong([])])
        #expect(server.fire(timer) == .wait)
        #expect(server.takeTimer() == timer)
        #expect(server.fire(timer) == .sendPing)
        #expect(server.takeTimer() == timer)
        guard case .end(.failed(let error), _) = server.fire(timer) else {
            Issue.record("not given up")
            return
        }
        #expect(error.closeCode == .heartbeatMissed)
        #expect(server.takeTimer() == nil)
    }
}
