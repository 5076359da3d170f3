// SPDX-License-Identifier: MIT

#if WebRTC
public import AIConexusTransport

/// Asks one server how it is, on a loop.
final class ServerProbe {
    /// After these times without an answer the question is repeated over UDP; after all of them it is given up.
    private static let patience: [Duration] = [
        .milliseconds(250), .milliseconds(250), .milliseconds(500), .milliseconds(1_000),
    ]

    private let loop: EventLoop
    private let address: SocketAddress
    private var machine: ServerProbeMachine
    private var completion: ((ServerVerdict) -> Void)?
    private var question: [UInt8] = []
    private var attempt = 0
    private var timer: TimerID?
    private var socket: DatagramSocket?
    private var channel: (any ByteChannel)?
    private var cancelConnect: (() -> Void)?
    private var input: [UInt8] = []

    /// Begins to ask.
    ///
    /// - Parameters:
    ///   - server: what is asked.
    ///   - address: where it is.
    ///   - loop: the loop, on whose thread this is called.
    ///   - completion: called once, in a later turn.
    init(
        _ server: ICEServer,
        at address: SocketAddress,
        on loop: EventLoop,
        completion: @escaping (ServerVerdict) -> Void
    ) {
        self.loop = loop
        self.address = address
        self.completion = completion
        machine = ServerProbeMachine(server, transaction: Self.freshTransaction())
        setTimer()
        if server.kind == .turnTCP { connect() } else { open() }
        ask(machine.question)
    }

    /// Gives up without a verdict.
    func cancel() {
        completion = nil
        release()
    }

    private static func freshTransaction() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<STUNMessage.transactionByteCount).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    private func open() {
        let any: IPAddress = address.address.family == .v4 ? IPAddress(v4: 0) : IPAddress(high: 0, low: 0)
        // Without a socket nothing is heard, which the verdict will say.
        socket = try? DatagramSocket(boundTo: SocketAddress(any, port: 0), on: loop) { [weak self] bytes, sender in
            guard let self, sender == address, let message = STUNMessage(bytes) else { return }
            received(message)
        }
    }

    private func connect() {
        cancelConnect = Connector().connect(to: address.address.description, port: address.port, on: loop) {
            [weak self] result in
            guard let self, completion != nil, let channel = try? result.get() else { return }
            cancelConnect = nil
            self.channel = channel
            channel.start(delegate: self)
            channel.send(question.span)
        }
    }

    private func ask(_ question: [UInt8]) {
        self.question = question
        attempt = 0
        send(question)
    }

    private func send(_ message: [UInt8]) {
        socket?.send(message.span, to: address)
        channel?.send(message.span)
    }

    private func received(_ message: STUNMessage) {
        switch machine.received(message, next: Self.freshTransaction()) {
        case .ignore: break
        case .send(let next): ask(next)
        case .finish(let verdict, let farewell):
            if let farewell { send(farewell) }
            finish(verdict)
        }
    }

    private func setTimer() {
        timer = loop.schedule(after: Self.patience[attempt]) { [weak self] in
            guard let self else { return }
            attempt += 1
            guard attempt < Self.patience.count else { return finish(.unreachable) }
            // TCP repeats by itself.
            socket?.send(question.span, to: address)
            setTimer()
        }
    }

    private func finish(_ verdict: ServerVerdict) {
        let completion = completion
        self.completion = nil
        release()
        completion?(verdict)
    }

    private func release() {
        if let timer { loop.cancel(timer) }
        timer = nil
        socket?.close()
        socket = nil
        cancelConnect?()
        cancelConnect = nil
        channel?.close()
        channel = nil
    }
}

extension ServerProbe: ByteChannelDelegate {
    func channel(_ channel: any ByteChannel, received bytes: Span<UInt8>) {
        input.append(copying: bytes)
        while completion != nil, let count = STUNMessage.byteCount(of: input.span), count <= input.count {
            let message = STUNMessage(input.span.extracting(..<count))
            input.removeFirst(count)
            if let message { received(message) }
        }
        // A server of another kind may say anything, at any length.
        if input.count > 4_096 { finish(.unreachable) }
    }

    func channelClosed(_ channel: any ByteChannel, reason: CloseReason) {
        finish(.unreachable)
    }
}

extension ICEServer {
    /// Asks the server whether it can be used; takes 2 s when it does not answer.
    ///
    /// - Parameter loop: where the asking happens.
    /// - Returns: how it is.
    public func probe(on loop: EventLoop) async -> ServerVerdict {
        guard let address = try? await Connector().addresses(of: host, port: port).first else { return .unreachable }
        let holder = ProbeHolder()
        return await withCheckedContinuation { continuation in
            loop.execute {
                holder.probe = ServerProbe(self, at: address, on: loop) { verdict in
                    holder.probe = nil
                    continuation.resume(returning: verdict)
                }
            }
        }
    }
}

/// Keeps a probe until its verdict.
///
/// Guard of `@unchecked Sendable`: touched on the loop's thread only.
private final class ProbeHolder: @unchecked Sendable {
    var probe: ServerProbe?
}
#endif
