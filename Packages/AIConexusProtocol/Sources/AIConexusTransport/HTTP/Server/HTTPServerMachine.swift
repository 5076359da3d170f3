// SPDX-License-Identifier: MIT

/// The server's side of an HTTP/1.1 connection: bytes in, requests and bytes out.
///
/// It does no I/O and reads no clock. Requests are handed out whole, one at a time and in order; what a client sends
/// ahead stays with the shell, unread, until the response before it is complete. A request that breaks a rule is answered
/// and ends the connection. Source: RFC 9112.
public struct HTTPServerMachine {
    /// Where a connection is in its life.
    public enum State: Hashable, Sendable {
        /// Between requests. → readingHead, ended
        case idle
        /// → readingBody, responding, ended
        case readingHead
        /// → responding, ended
        case readingBody
        /// A request was handed out and its response has not begun. → streaming, idle, upgraded, ended
        case responding
        /// The response's head was sent and its body goes on. → idle, ended
        case streaming
        /// The bytes no longer belong to HTTP.
        case upgraded
        /// Nothing is read or sent any more.
        case ended
    }

    /// Where the connection is in its life.
    public internal(set) var state = State.idle

    let configuration: HTTPConfiguration
    /// How many requests were complete.
    private(set) var requestCount = 0
    /// The request in progress, then the one to be answered.
    private(set) var request: HTTPRequest?
    /// Whether the response in progress is the last.
    var isLastResponse = false
    private var isShuttingDown = false
    /// How the body of the response in progress is framed.
    var framing = HTTPResponseFraming.none
    private var reader: HTTPMessageReader

    /// Starts a connection.
    ///
    /// - Parameter configuration: the limits.
    public init(configuration: HTTPConfiguration = HTTPConfiguration()) {
        self.configuration = configuration
        reader = HTTPMessageReader(.request, configuration: configuration)
    }

    /// Bytes came from the client; to be called again, with the same bytes, until it returns ``HTTPServerAction/wait`` or
    /// ``HTTPServerAction/hold``.
    ///
    /// - Parameters:
    ///   - input: what was read, or kept.
    ///   - position: where to go on; moved behind what was taken.
    /// - Returns: what to do.
    public mutating func received(_ input: Span<UInt8>, from position: inout Int) -> HTTPServerAction {
        do throws(HTTPError) {
            while true {
                switch state {
                case .idle, .readingHead, .readingBody:
                    guard let event = try reader.next(input, from: &position) else {
                        if !reader.isUntouched, state == .idle { state = .readingHead }
                        return .wait
                    }
                    let isInputUsedUp = position == input.count
                    if let action = try take(event, isInputUsedUp: isInputUsedUp) { return action }
                case .responding, .streaming, .upgraded: return position < input.count ? .hold : .wait
                case .ended:
                    position = input.count
                    return .wait
                }
            }
        } catch {
            position = input.count
            return refuse(error)
        }
    }

    private mutating func take(
        _ event: HTTPMessageReader.Event,
        isInputUsedUp: Bool
    ) throws(HTTPError) -> HTTPServerAction? {
        switch event {
        case .head(let head, let framing):
            let request = try HTTPRequest(head)
            self.request = request
            state = .readingBody
            guard let expectation = request.headers[.expect] else { return nil }
            guard expectation.lowercased() == "100-continue" else {
                throw HTTPError(.unknownExpectation, "only 100-continue can be expected")
            }
            // RFC 9110 §10.1.1: not for HTTP/1.0, and not if the body is coming anyway.
            guard request.version == .http11, framing != .none, isInputUsedUp else { return nil }
            return .send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
        case .body(let bytes):
            request?.body.append(contentsOf: bytes)
            return nil
        case .end:
            requestCount += 1
            state = .responding
            guard let request else { preconditionFailure("a body without a head") }
            isLastResponse =
                isShuttingDown || !request.keepsConnection || requestCount >= configuration.maximumRequestCount
            return .handle(request)
        }
    }

    private mutating func refuse(_ error: HTTPError) -> HTTPServerAction {
        state = .ended
        request = nil
        return .refuse(.refusing(error), error)
    }

    /// Prepares for the next request, or ends the connection.
    mutating func responseEnded() {
        request = nil
        if isLastResponse {
            state = .ended
        } else {
            state = .idle
            reader = HTTPMessageReader(.request, configuration: configuration)
        }
    }
}

// MARK: - Other events

extension HTTPServerMachine {
    /// The client sends nothing more.
    ///
    /// A response that has not begun is still sent, and is the last. One whose body goes on is given up: a client that
    /// leaves a stream of events shows it in no other way.
    public mutating func receivedEnd() -> HTTPServerAction {
        switch state {
        case .idle, .readingHead, .readingBody, .streaming:
            state = .ended
            return .end
        case .responding:
            isLastResponse = true
            return .wait
        case .upgraded, .ended: return .wait
        }
    }

    /// The server shuts down: a response in progress is the last, and an idle connection ends.
    public mutating func beganShutdown() -> HTTPServerAction {
        guard state == .idle else {
            isShuttingDown = true
            isLastResponse = true
            return .wait
        }
        state = .ended
        return .end
    }

    /// The deadline that holds in this state, if any.
    public var timer: HTTPServerTimer? {
        switch state {
        case .idle where requestCount == 0, .readingHead:
            HTTPServerTimer(purpose: .head, requestCount: requestCount, delay: configuration.headTimeout)
        case .idle: HTTPServerTimer(purpose: .idle, requestCount: requestCount, delay: configuration.idleTimeout)
        case .readingBody: HTTPServerTimer(purpose: .body, requestCount: requestCount, delay: configuration.bodyTimeout)
        case .responding, .streaming, .upgraded, .ended: nil
        }
    }

    /// A timer fired; one that no longer holds means nothing.
    public mutating func timerFired(_ timer: HTTPServerTimer) -> HTTPServerAction {
        guard timer == self.timer else { return .wait }
        guard state != .idle else {
            state = .ended
            return .end
        }
        return refuse(HTTPError(.timedOut, "the request did not come in time"))
    }
}
