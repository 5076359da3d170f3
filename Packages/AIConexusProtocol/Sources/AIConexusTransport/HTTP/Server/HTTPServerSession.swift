// SPDX-License-Identifier: MIT

/// An ``HTTPServerMachine`` on a channel: requests go to a handler, responses to the client.
///
/// Make it with an unstarted channel and call ``start()``; the channel keeps it alive until it is closed or another
/// protocol has taken over. Everything happens on the channel's loop. A request that a client sends before the response
/// to the last one is kept, and nothing more is read meanwhile.
public final class HTTPServerSession {
    /// Answers a request, at once or later on the same loop, by exactly one response on the exchange.
    public typealias Handler = (HTTPRequest, HTTPExchange) -> Void

    /// Called when a request was refused, before the connection closes; for counting.
    public var onRefused: ((HTTPError) -> Void)?

    let channel: any ByteChannel
    private let handler: Handler
    private let date: () -> HTTPDate?
    private var machine: HTTPServerMachine
    private var exchange: HTTPExchange?
    /// What came behind the request in progress.
    private var kept: [UInt8] = []
    private var isFeeding = false
    private var armedTimer: (timer: HTTPServerTimer, id: TimerID)?
    private var successor: (any HTTPSuccessor)?
    private(set) var isFilled = false

    /// Creates a session.
    ///
    /// - Parameters:
    ///   - channel: not started.
    ///   - configuration: the limits.
    ///   - date: the present time for the `Date` field; the system's clock by default.
    ///   - handler: answers the requests.
    public init(
        _ channel: any ByteChannel,
        configuration: HTTPConfiguration = HTTPConfiguration(),
        date: @escaping () -> HTTPDate? = HTTPDate.system,
        handler: @escaping Handler
    ) {
        self.channel = channel
        self.date = date
        self.handler = handler
        machine = HTTPServerMachine(configuration: configuration)
    }

    /// Begins to serve.
    public func start() {
        channel.start(delegate: self)
    }

    /// Ends the connection once the response in progress is complete; at once if there is none.
    public func beginShutdown() {
        if case .end = machine.beganShutdown() { channel.close() }
    }
}

// MARK: - Events of the channel

extension HTTPServerSession: ByteChannelDelegate {
    /// The time for the first request begins.
    public func channelOpened(_ channel: any ByteChannel) {
        armTimer()
    }

    /// Feeds the machine.
    public func channel(_ channel: any ByteChannel, received bytes: Span<UInt8>) {
        feed(bytes)
    }

    /// Closes, unless a response is still to be sent.
    public func channelReceivedEnd(_ channel: any ByteChannel) {
        if let successor {
            handOver()
            return successor.channelReceivedEnd(channel)
        }
        if case .end = machine.receivedEnd() { channel.close() }
        armTimer()
    }

    /// Stops those who send a body in parts.
    public func channelFilled(_ channel: any ByteChannel) {
        isFilled = true
    }

    /// Lets them go on.
    public func channelDrained(_ channel: any ByteChannel) {
        isFilled = false
        exchange?.onDrained?()
    }

    /// Tells the handler that nobody waits for its response any more.
    public func channelClosed(_ channel: any ByteChannel, reason: CloseReason) {
        disarmTimer()
        if let successor {
            self.successor = nil
            return successor.channelClosed(channel, reason: reason)
        }
        guard let exchange else { return }
        self.exchange = nil
        exchange.clientLeft()
    }
}

// MARK: - Requests

extension HTTPServerSession {
    private func feed(_ input: Span<UInt8>) {
        isFeeding = true
        var position = 0
        while perform(machine.received(input, from: &position), rest: input.extracting(position...)) {}
        isFeeding = false
        armTimer()
    }

    /// Does what the machine wants.
    ///
    /// - Returns: whether the machine is to be asked again.
    private func perform(_ action: HTTPServerAction, rest: Span<UInt8>) -> Bool {
        switch action {
        case .wait:
            handOver()
            return false
        case .hold:
            kept.append(rest)
            channel.pauseReading()
            handOver()
            return false
        case .send(let bytes):
            channel.send(bytes.span)
            return true
        case .handle(let request):
            let exchange = HTTPExchange(self)
            self.exchange = exchange
            handler(request, exchange)
            return true
        case .refuse(let response, let error):
            onRefused?(error)
            channel.send { machine.sendRefusal(response, date: date(), to: &$0) }
            channel.close()
            return false
        case .end:
            channel.close()
            return false
        }
    }

    private func armTimer() {
        let wanted = machine.timer
        guard wanted != armedTimer?.timer else { return }
        disarmTimer()
        guard let wanted else { return }
        let id = channel.loop.schedule(after: wanted.delay) { [weak self] in self?.timerFired(wanted) }
        armedTimer = (wanted, id)
    }

    private func disarmTimer() {
        if let armedTimer { channel.loop.cancel(armedTimer.id) }
        armedTimer = nil
    }

    private func timerFired(_ timer: HTTPServerTimer) {
        armedTimer = nil
        _ = perform(machine.timerFired(timer), rest: Span())
        armTimer()
    }
}

// MARK: - Responses

extension HTTPServerSession {
    func respond(_ response: HTTPResponse) {
        channel.send { machine.respond(response, date: date(), to: &$0) }
        responseEnded()
    }

    func beginResponse(_ status: HTTPStatus, _ headers: HTTPHeaders) {
        channel.send { machine.beginResponse(status, headers, date: date(), to: &$0) }
    }

    func sendBody(_ bytes: Span<UInt8>) {
        channel.send { machine.sendBody(bytes, to: &$0) }
    }

    func finishResponse() {
        channel.send { machine.finishResponse(to: &$0) }
        responseEnded()
    }

    private func responseEnded() {
        exchange = nil
        if machine.state == .ended { return channel.close() }
        armTimer()
        guard !isFeeding else { return }
        channel.loop.schedule(at: channel.loop.now) { [self] in feedKept() }
    }

    /// Goes on with what came during the response.
    private func feedKept() {
        guard machine.state != .ended, exchange == nil else { return }
        let input = kept
        kept = []
        if !input.isEmpty { feed(input.span) }
        if kept.isEmpty { channel.resumeReading() }
    }

    // MARK: - Another protocol

    func switchProtocols(_ headers: HTTPHeaders, to successor: any HTTPSuccessor) {
        channel.send { machine.switchProtocols(headers, date: date(), to: &$0) }
        exchange = nil
        armTimer()
        self.successor = successor
        channel.pauseReading()
        guard !isFeeding else { return }
        channel.loop.schedule(at: channel.loop.now) { [self] in handOver() }
    }

    /// Lets the successor have the channel, with what was read already.
    private func handOver() {
        guard let successor else { return }
        self.successor = nil
        let input = kept
        kept = []
        channel.delegate = successor
        successor.takeOver(input)
        channel.resumeReading()
    }
}
