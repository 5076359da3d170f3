// SPDX-License-Identifier: MIT

/// One HTTP request on a channel of its own, and the events of its response.
///
/// Make it with an unstarted channel and call ``start()``; the channel keeps it alive. The connection serves this one
/// request and is closed after it. Everything happens on the channel's loop.
public final class HTTPClientSession {
    /// Hears of each event, up to `.end` or a failure: an ``HTTPError`` or ``TransportError``.
    public typealias Handler = (Result<HTTPResponseEvent, any Error>) -> Void

    private let channel: any ByteChannel
    private let request: HTTPRequest
    private var machine: HTTPClientMachine
    private var handler: Handler?
    private let headTimeout: Duration
    private var timer: TimerID?

    /// Creates a session.
    ///
    /// - Parameters:
    ///   - channel: not started.
    ///   - request: with a `Host` field; `Connection: close` is added.
    ///   - configuration: the limits; `headTimeout` counts from ``start()`` to the response's head.
    ///   - handler: hears of the response.
    public init(
        _ channel: any ByteChannel,
        _ request: HTTPRequest,
        configuration: HTTPConfiguration = HTTPConfiguration(),
        handler: @escaping Handler
    ) {
        self.channel = channel
        var request = request
        request.headers[.connection] = "close"
        self.request = request
        machine = HTTPClientMachine(responseTo: request.method, configuration: configuration)
        headTimeout = configuration.headTimeout
        self.handler = handler
    }

    /// Sends the request as soon as the channel is open.
    public func start() {
        timer = channel.loop.schedule(after: headTimeout) { [weak self] in
            self?.fail(TransportError(.timedOut, "no response in time"))
        }
        channel.start(delegate: self)
    }

    /// Gives the request up; the handler hears nothing more.
    public func cancel() {
        handler = nil
        stopTimer()
        channel.abort()
    }

    /// Stops reading, so that the server meets back-pressure; events of the present read still come.
    public func pauseReading() {
        channel.pauseReading()
    }

    /// Goes on reading.
    public func resumeReading() {
        channel.resumeReading()
    }

    private func stopTimer() {
        if let timer { channel.loop.cancel(timer) }
        timer = nil
    }

    private func report(_ event: HTTPResponseEvent) {
        stopTimer()
        guard event == .end else { return handler?(.success(event)) ?? () }
        channel.close()
        finish(.success(.end))
    }

    private func fail(_ error: any Error) {
        channel.abort()
        finish(.failure(error))
    }

    private func finish(_ result: Result<HTTPResponseEvent, any Error>) {
        stopTimer()
        let handler = handler
        self.handler = nil
        handler?(result)
    }
}

extension HTTPClientSession: ByteChannelDelegate {
    /// Sends the request.
    public func channelOpened(_ channel: any ByteChannel) {
        channel.send { request.append(to: &$0) }
    }

    /// Feeds the machine.
    public func channel(_ channel: any ByteChannel, received bytes: Span<UInt8>) {
        var position = 0
        do throws(HTTPError) {
            while handler != nil, let event = try machine.received(bytes, from: &position) { report(event) }
        } catch {
            fail(error)
        }
    }

    /// Ends a response that lasts as long as the connection, and fails one that does not.
    public func channelReceivedEnd(_ channel: any ByteChannel) {
        do throws(HTTPError) {
            if let event = try machine.receivedEnd() { report(event) }
        } catch {
            fail(error)
        }
        channel.close()
    }

    /// Fails what is not complete.
    public func channelClosed(_ channel: any ByteChannel, reason: CloseReason) {
        finish(.failure(reason.error ?? TransportError(.connectionLost, "connection ended: \(reason)")))
    }
}
