// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

/// The part of a server that lives on one loop: listeners, connections, and the shard that decides for them.
///
/// Made on its loop by ``start(_:index:_:)``. It feeds events to the shard and performs what that returns; messages for
/// agents of other loops go there in batches.
final class ServerLoop: @unchecked Sendable {
    // Guard of `@unchecked Sendable`: the constants are Sendable, and everything else is touched by the loop's thread only.

    /// Breaks the circle of a mailbox, which needs its receiver, and the receiver, which has the mailbox.
    private final class Inbox {
        weak var owner: ServerLoop?
    }

    let loop: EventLoop
    let index: Int
    let context: ServerContext
    let mailbox: Mailbox<LoopParcel>
    let cells: MetricCells

    var shard: GatewayShard
    /// By the slots of their names.
    var connections: [AgentConnection?] = []
    var connectionCount = 0
    /// Connections that do not speak WebSocket, or not yet.
    var httpConnectionCount = 0
    /// Those that had output since it was looked at last, by name: some are gone by then, and must not be kept.
    var watched: [ConnectionID] = []
    /// Connections that were over a bound and wait to be told.
    var turnedAwayCount = 0
    var outboxes: [Outbox<LoopParcel>] = []
    var ledger = ShardLedger()
    let compressionPool = WebSocketCompressionPool()
    /// Called once when the loop drains and its last agent is gone.
    var onDrained: (() -> Void)?
    private var listeners: [Listener] = []
    private var clock = LoopClock()
    /// Room for actions that is used again.
    private var room: [ShardAction] = []
    private var deadline: (moment: Duration, timer: TimerID)?

    /// Starts the part of a loop, on its thread.
    static func start(_ loop: EventLoop, index: Int, _ context: ServerContext) -> ServerLoop {
        let inbox = Inbox()
        let mailbox = Mailbox<LoopParcel>(on: loop) { inbox.owner?.received($0) }
        let part = ServerLoop(loop, index, context, mailbox)
        inbox.owner = part
        part.armTimer()
        part.scheduleInspection()
        return part
    }

    private init(_ loop: EventLoop, _ index: Int, _ context: ServerContext, _ mailbox: Mailbox<LoopParcel>) {
        self.loop = loop
        self.index = index
        self.context = context
        self.mailbox = mailbox
        cells = context.cells[index]
        shard = GatewayShard(
            state: context.state,
            loop: index,
            random: SystemRandomNumberGenerator(),
            now: clock.moment(at: loop.now),
            signatures: TimedVerifier(verifier: context.signatures, cells: context.cells[index])
        )
    }

    /// The time at which this turn began.
    var now: Moment { clock.moment(at: loop.now) }

    /// Tells the loop of the others, itself included.
    func connect(to mailboxes: [Mailbox<LoopParcel>]) {
        outboxes = mailboxes.map { Outbox(to: $0, from: loop) }
    }

    // MARK: - Listening

    /// Listens at an address.
    ///
    /// - Returns: the address with the port that the system chose.
    func listen(at address: SocketAddress, sharesPort: Bool) throws(TransportError) -> SocketAddress {
        let listener = try Listener(
            at: address,
            on: loop,
            configuration: .init(sharesPort: sharesPort),
            tls: context.tls
        ) { [weak self] channel in
            self?.accepted(channel)
        }
        listeners.append(listener)
        return listener.address
    }

    /// Lets other loops listen where this one did last.
    func shareLastPort() throws(TransportError) {
        try listeners.last?.sharePort()
    }

    // MARK: - Performing what the shard decides

    /// Performs what the shard has decided since the last time.
    ///
    /// - Parameters:
    ///   - bytes: the message that was received last, for what is to be passed on.
    ///   - now: the time.
    func perform(relaying bytes: Span<UInt8>, now: Moment) {
        // What is performed may lead to more, and to a call of this; so the room for actions is held here meanwhile.
        var batch: [ShardAction] = []
        swap(&batch, &room)
        shard.takeActions(into: &batch)
        while !batch.isEmpty {
            for action in batch { perform(action, bytes, now) }
            shard.takeActions(into: &batch)
        }
        swap(&batch, &room)
        armTimer()
    }

    /// Performs what the shard has decided outside of a message's way.
    func perform() {
        perform(relaying: Span(), now: now)
    }

    private func perform(_ action: ShardAction, _ bytes: Span<UInt8>, _ now: Moment) {
        switch action {
        case .send(let message, let id): send(message.span, to: id)
        case .deliver(let delivery): pass(delivery, bytes, now)
        case .close(let id, let closure): connection(id)?.close(closure)
        case .post(let message, let loop): outboxes[loop].append(.message(message))
        case .report(let report): log(report)
        case .broadcast(let message):
            for target in outboxes.indices where target != index { outboxes[target].append(.message(message)) }
        }
    }

    /// Passes a message on, to another loop if the target lives there.
    private func pass(_ delivery: Delivery, _ bytes: Span<UInt8>, _ now: Moment) {
        let target = Int(delivery.target.loop)
        guard target != index else { return deliver(delivery, bytes, now) }
        let gauge = context.handovers[target]
        guard gauge.byteCount <= Self.maximumHandoverByteCount else {
            return shard.handoverRefused(delivery, now: now)
        }
        gauge.add(bytes.count)
        cells.add(to: .handovers)
        outboxes[target].append(.delivery(delivery, [UInt8](copying: bytes)))
    }

    /// Appends a message to the output of one of this loop's agents.
    private func deliver(_ delivery: Delivery, _ bytes: Span<UInt8>, _ now: Moment) {
        let target = connection(delivery.target)
        let output = target?.output ?? OutputGauge(appendedByteCount: 0, waitingByteCount: 0)
        guard shard.deliver(delivery, byteCount: bytes.count, output: output, now: now) == .forward, let target else {
            return
        }
        send(bytes, on: target)
    }

    private func send(_ text: Span<UInt8>, to id: ConnectionID) {
        guard let connection = connection(id) else { return }
        send(text, on: connection)
    }

    private func send(_ text: Span<UInt8>, on connection: AgentConnection) {
        connection.send(text)
        ledger.sentByteCount += text.count
        guard !connection.isWatched, let id = connection.id else { return }
        connection.isWatched = true
        watched.append(id)
    }

    /// A connection that is still there.
    func connection(_ id: ConnectionID) -> AgentConnection? {
        let slot = Int(id.slot)
        guard slot < connections.count, let connection = connections[slot], connection.id == id else { return nil }
        return connection
    }

    // MARK: - From other loops

    private func received(_ parcels: [LoopParcel]) {
        let now = now
        for parcel in parcels {
            switch parcel {
            case .delivery(let delivery, let bytes):
                context.handovers[index].remove(bytes.count)
                deliver(delivery, bytes.span, now)
            case .message(let message): shard.received(message, now: now)
            case .iceServers(let servers): shard.iceServersChanged(servers)
            }
        }
        perform()
    }

    // MARK: - Time

    /// Keeps one timer armed for the shard's next deadline.
    func armTimer() {
        let next = shard.nextDeadline
        if let deadline {
            guard next < deadline.moment else { return }
            loop.cancel(deadline.timer)
        }
        let timer = loop.schedule(at: Moment(wall: now.wall, uptime: next).instant) { [weak self] in self?.timerFired()
        }
        deadline = (next, timer)
    }

    private func timerFired() {
        let now = now
        if let due = deadline?.moment { observeLag(now.uptime - due) }
        deadline = nil
        shard.timerFired(now: now)
        perform()
    }

    /// Bytes that may wait for a loop before senders are refused.
    private static let maximumHandoverByteCount = 64 << 20
}
