// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusProtocol
import AIConexusTestSupport

/// A gateway whose shell is a few arrays: it performs actions at once, moves its clock by hand, and keeps what was
/// sent.
final class TestGateway {
    /// What one connection has seen.
    struct Client {
        var inbox: [Envelope] = []
        var closure: SessionAction.Closure?
        /// Bytes that wait in its output.
        var waitingByteCount = 0
        var appendedByteCount = 0
        /// Whether it takes nothing.
        var isStuck = false
    }

    private final class Loop {
        var shard: GatewayShard

        init(_ shard: consuming GatewayShard) {
            self.shard = shard
        }
    }

    let state: GatewayState
    private let loops: [Loop]
    private(set) var now: Moment
    private(set) var clients: [ConnectionID: Client] = [:]
    /// What operators heard.
    private(set) var reports: [ShardReport] = []
    /// Whether posts between loops wait until ``exchange()``.
    var delaysPosts = false
    private var posts: [(Int, ShardMessage)] = []
    private var ids = SeededGenerator(seed: 77)

    init(loopCount: Int = 1, now: Moment = Samples.start, _ change: (inout GatewayConfiguration) -> Void = { _ in }) {
        var configuration = GatewayConfiguration()
        change(&configuration)
        self.now = now
        let state = GatewayState(
            key: Samples.gateway,
            configuration: configuration,
            loopCount: loopCount,
            hashKey: (1, 2),
            now: now
        )
        self.state = state
        loops = (0..<loopCount).map { index in
            Loop(GatewayShard(state: state, loop: index, random: SeededGenerator(seed: UInt64(index)), now: now))
        }
    }

    // MARK: - Events

    func connect(loop: Int = 0, hasToken: Bool = false) -> ConnectionID {
        _ = state.census.withLock { $0.opened(from: .init(high: 0, low: 0)) }
        let id = loops[loop].shard.connectionOpened(hasToken: hasToken, now: now)
        clients[id] = Client()
        perform(on: loop)
        return id
    }

    /// Connects and registers an agent.
    func join(
        _ key: SigningKey,
        loop: Int = 0,
        hasToken: Bool = false,
        _ change: (inout Register) -> Void = { _ in }
    ) throws -> ConnectionID {
        let id = connect(loop: loop, hasToken: hasToken)
        try register(key, on: id, change)
        return id
    }

    func register(_ key: SigningKey, on id: ConnectionID, _ change: (inout Register) -> Void = { _ in }) throws {
        let challenge = clients[id]?.inbox.last
        var register = Register(key, answering: challenge, audience: "g.example:443")
        change(&register)
        try send(.register(register), by: key, on: id, answering: challenge?.id)
    }

    /// Signs a message and lets the gateway receive it.
    @discardableResult
    func send(
        _ payload: Payload,
        by key: SigningKey,
        on connection: ConnectionID,
        to target: DID = Samples.gateway.did,
        answering correlationID: MessageID? = nil,
        _ change: (inout JSONObject) -> Void = { _ in }
    ) throws -> MessageID {
        let id = MessageID.random(using: &ids)
        var object = Envelope(
            id: id,
            correlationID: correlationID,
            timestamp: now.wall,
            from: key.did,
            to: target,
            payload: payload
        ).json
        change(&object)
        receive(try MessageSigner(key: key).sign(object), on: connection)
        return id
    }

    func receive(_ bytes: [UInt8], on id: ConnectionID) {
        loops[Int(id.loop)].shard.received(bytes.span, on: id, now: now)
        perform(on: Int(id.loop), received: bytes)
    }

    func advance(by duration: Duration) {
        let end = now.advanced(by: duration)
        while let next = loops.map({ $0.shard.nextDeadline }).min(), next <= end.uptime {
            if next > now.uptime { now = now.advanced(by: next - now.uptime) }
            for index in loops.indices {
                loops[index].shard.timerFired(now: now)
                perform(on: index)
            }
        }
        now = end
    }

    func drop(_ id: ConnectionID) {
        let gauge = gauge(of: id)
        _ = loops[Int(id.loop)].shard.connectionClosed(id, output: gauge, now: now)
        perform(on: Int(id.loop))
    }

    func stall(_ id: ConnectionID) {
        let gauge = gauge(of: id)
        loops[Int(id.loop)].shard.consumerStalled(id, output: gauge, now: now)
        perform(on: Int(id.loop))
    }

    /// From here on the client takes nothing.
    func stick(_ id: ConnectionID) { clients[id]?.isStuck = true }

    /// So much waits in the client's output.
    func setWaiting(_ byteCount: Int, of id: ConnectionID) {
        let appended = max(clients[id]?.appendedByteCount ?? 0, byteCount)
        clients[id]?.appendedByteCount = appended
        clients[id]?.waitingByteCount = byteCount
    }

    func setFilled(_ isFilled: Bool, _ id: ConnectionID) {
        if isFilled {
            loops[Int(id.loop)].shard.outputFilled(id)
        } else {
            loops[Int(id.loop)].shard.outputDrained(id, now: now)
        }
        perform(on: Int(id.loop))
    }

    func drain(spread: Duration = .zero) {
        for index in loops.indices {
            loops[index].shard.beginDraining(spread: spread, now: now)
            perform(on: index)
        }
    }

    func stop() {
        for index in loops.indices {
            loops[index].shard.stop(now: now)
            perform(on: index)
        }
    }

    func post(_ message: ShardMessage, to loop: Int) {
        loops[loop].shard.received(message, now: now)
        perform(on: loop)
    }

    // MARK: - What was seen

    func inbox(_ id: ConnectionID) -> [Envelope] { clients[id]?.inbox ?? [] }

    func closeCode(_ id: ConnectionID) -> CloseCode? { clients[id]?.closure?.code }

    func last(_ id: ConnectionID) -> Envelope? { inbox(id).last }

    /// The code of the last message, if that is an `ERROR`.
    func lastError(_ id: ConnectionID) -> ErrorCode? {
        if case .error(let report) = last(id)?.payload { report.code } else { nil }
    }

    /// The result of the last message, if that is a success.
    func lastResult(_ id: ConnectionID) -> JSONObject? {
        if case .execResponse(let response) = last(id)?.payload { response.result?.object } else { nil }
    }

    func forgetInbox(_ id: ConnectionID) { clients[id]?.inbox = [] }

    /// What all loops have counted.
    var statistics: ShardStatistics { loops.reduce(into: ShardStatistics()) { $0.add($1.shard.statistics) } }

    /// How many deadlines all loops have.
    var deadlineCount: Int { loops.reduce(0) { $0 + $1.shard.deadlineCount } }

    var openRequestCount: Int { loops.reduce(0) { $0 + $1.shard.openRequestCount } }

    // MARK: - The shell

    private func gauge(of id: ConnectionID) -> OutputGauge {
        OutputGauge(
            appendedByteCount: clients[id]?.appendedByteCount ?? 0,
            waitingByteCount: clients[id]?.waitingByteCount ?? 0
        )
    }

    private func perform(on loop: Int, received bytes: [UInt8] = []) {
        var actions: [ShardAction] = []
        loops[loop].shard.takeActions(into: &actions)
        for action in actions {
            switch action {
            case .send(let bytes, let id): append(bytes, to: id)
            case .deliver(let delivery): deliver(delivery, bytes)
            case .close(let id, let closure):
                precondition(clients[id]?.closure == nil, "closed twice")
                clients[id]?.closure = closure
            case .report(let report): reports.append(report)
            case .post(let message, let target): posts.append((target, message))
            case .broadcast(let message):
                for target in loops.indices where target != loop { posts.append((target, message)) }
            }
        }
        if !delaysPosts { exchange() }
    }

    func exchange() {
        while !posts.isEmpty {
            let (loop, message) = posts.removeFirst()
            post(message, to: loop)
        }
    }

    private func deliver(_ delivery: Delivery, _ bytes: [UInt8]) {
        let loop = Int(delivery.target.loop)
        let output = gauge(of: delivery.target)
        let outcome = loops[loop].shard.deliver(delivery, byteCount: bytes.count, output: output, now: now)
        if outcome == .forward { append(bytes, to: delivery.target) }
        perform(on: loop)
    }

    private func append(_ bytes: [UInt8], to id: ConnectionID) {
        precondition(clients[id]?.closure == nil, "sent after the close")
        clients[id]?.appendedByteCount += bytes.count
        if clients[id]?.isStuck == true { clients[id]?.waitingByteCount += bytes.count }
        guard let envelope = try? Envelope(decoding: bytes.span) else { preconditionFailure("sent what is no message") }
        clients[id]?.inbox.append(envelope)
    }
}
