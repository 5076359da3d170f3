// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTransport

@testable import AIConexusSDK

/// The parts of an agent that make and answer calls, with paths that lead to the test and a clock that it moves.
///
/// It lives on a loop; tests run inside of it and touch everything directly.
actor CallBench {
    nonisolated let thread: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    let loop: TestLoop
    let relay: RecordingPath
    let direct: RecordingPath
    let post: Post
    let registry = CapabilityRegistry()
    let incoming: IncomingCalls
    let outgoing: OutgoingCalls
    let negotiations: Negotiations
    /// What was reported and has nobody who waits for it.
    var reports: [any Error] = []
    /// Whether messages take the direct path.
    var isDirect = false
    /// How a peer seals.
    let peerSealer = PayloadSealer()

    private init(on thread: EventLoop) {
        self.thread = thread
        loop = TestLoop(on: thread)
        relay = RecordingPath(.relay, Cast.agent)
        direct = RecordingPath(.direct, Cast.agent)
        post = Post(key: Cast.agent, on: loop, relay: relay)
        incoming = IncomingCalls(post, registry)
        outgoing = OutgoingCalls(post)
        negotiations = Negotiations(post)
    }

    private func wire() {
        let report: (any Error) -> Void = { [weak self] error in self?.assumeIsolated { $0.reports.append(error) } }
        post.report = report
        incoming.report = report
        let direct = direct
        post.directPath = { [weak self] _ in
            let isDirect = self?.assumeIsolated { $0.isDirect } ?? false
            return isDirect ? direct : nil
        }
    }

    private func untilIdle() async { await incoming.untilIdle() }

    /// Runs a test with a fresh bench.
    static func with(_ body: (isolated CallBench) async throws -> Void) async throws {
        try await EventLoop.with { thread in
            let bench = CallBench(on: thread)
            await bench.wire()
            try await body(bench)
            await bench.untilIdle()
        }
    }

    // MARK: - Answering

    /// Offers a capability.
    func serve(
        _ id: String = "work",
        concurrency: Int = 4,
        streaming: Bool = false,
        _ run: @escaping @Sendable (JSONObject, CallContext) async throws -> JSONValue
    ) throws {
        var descriptor = CapabilityDescriptor(id: Cast.capability(id), description: "")
        descriptor.streaming = streaming
        try registry.add(ServedCapability(descriptor: descriptor, concurrency: concurrency, run: run))
    }

    /// Offers a capability that sends parts.
    func serveStream(
        _ id: String = "work",
        concurrency: Int = 4,
        _ run: @escaping @Sendable (PartTarget, CallContext) async throws -> Void
    ) throws {
        try serve(id, concurrency: concurrency, streaming: true) { _, context in
            try await Agent.collect(context) { try await run($0, context) }
        }
    }

    /// Has a request come.
    @discardableResult
    func receive(
        _ exec: ExecRequest = ExecRequest(capability: "work"),
        id: MessageID = Cast.id(),
        from sender: SigningKey = Cast.peer,
        onBehalfOf caller: SigningKey? = nil,
        sealedBy reader: KeyExchangePublicKey? = nil,
        over path: RecordingPath? = nil
    ) -> IncomingCall.ID {
        incoming.received(
            IncomingCalls.Request(
                id: id,
                sender: sender.did,
                caller: (caller ?? sender).did,
                exec: exec,
                trace: nil,
                reader: reader,
                path: path ?? relay
            )
        )
        return IncomingCall.ID(caller: sender.did, request: id)
    }

    /// The next answer on a path.
    func answer(on path: RecordingPath? = nil) async -> ExecResponse? {
        if case .execResponse(let response) = await (path ?? relay).next().payload { response } else { nil }
    }

    /// The next refusal.
    func refusal() async -> ErrorReport? {
        if case .error(let report) = await relay.next().payload { report } else { nil }
    }

    /// Lets work that is on its way to the loop arrive.
    func settle() async {
        for _ in 0..<3 {
            await withCheckedContinuation { continuation in thread.execute { continuation.resume() } }
        }
    }
}

extension ExecRequest {
    /// A call with some of its members.
    static func call(
        _ args: JSONObject? = nil,
        capability: String? = "work",
        timeout: Duration? = nil,
        stream: Bool? = nil,
        window: Int? = nil,
        key: String? = nil
    ) -> ExecRequest {
        var request = ExecRequest(capability: capability, args: args)
        request.timeout = timeout
        request.stream = stream
        request.window = window
        request.idempotencyKey = key
        return request
    }
}
