// SPDX-License-Identifier: MIT

/// One request and its response, on the loop of its connection, for tasks to wait on.
actor HTTPClientExchange {
    /// Body bytes that may wait for the reader before no more is read from the connection.
    private static let waitingByteLimit = 65_536

    private let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    private var session: HTTPClientSession?
    private var waitingEvents: [HTTPResponseEvent] = []
    private var waitingByteCount = 0
    private var failure: (any Error)?
    private var reader: CheckedContinuation<HTTPResponseEvent, any Error>?

    init(on loop: EventLoop) {
        self.loop = loop
    }

    /// Connects and sends the request.
    func start(
        _ request: HTTPRequest,
        to url: ServerURL,
        through connector: Connector,
        tls: TLSContext?,
        configuration: HTTPConfiguration
    ) async throws {
        let channel = try await connector.connect(to: url.host, port: url.port, tls: tls, on: loop)
        let session = HTTPClientSession(channel, request, configuration: configuration) { [weak self] result in
            self?.assumeIsolated { $0.received(result) }
        }
        self.session = session
        session.start()
    }

    /// The response's next event; one task waits at a time, and cancelling it gives the request up.
    func next() async throws -> HTTPResponseEvent {
        if !waitingEvents.isEmpty { return takeEvent() }
        if let failure { throw failure }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                if Task.isCancelled {
                    continuation.resume(throwing: CancellationError())
                } else {
                    precondition(reader == nil, "two tasks wait for one response")
                    reader = continuation
                }
            }
        } onCancel: {
            loop.execute { self.assumeIsolated { $0.cancel() } }
        }
    }

    /// Gives the request up, unless its response is complete.
    func cancel() {
        session?.cancel()
        session = nil
        if failure == nil { failure = CancellationError() }
        reader?.resume(throwing: CancellationError())
        reader = nil
    }

    private func takeEvent() -> HTTPResponseEvent {
        let event = waitingEvents.removeFirst()
        if case .body(let bytes) = event {
            waitingByteCount -= bytes.count
            if waitingByteCount < Self.waitingByteLimit { session?.resumeReading() }
        }
        return event
    }

    private func received(_ result: Result<HTTPResponseEvent, any Error>) {
        if case .failure(let error) = result { failure = error }
        if let reader {
            self.reader = nil
            return reader.resume(with: result)
        }
        guard case .success(let event) = result else { return }
        waitingEvents.append(event)
        guard case .body(let bytes) = event else { return }
        waitingByteCount += bytes.count
        if waitingByteCount >= Self.waitingByteLimit { session?.pauseReading() }
    }
}
