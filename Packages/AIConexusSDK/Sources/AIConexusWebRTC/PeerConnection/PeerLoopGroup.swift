// SPDX-License-Identifier: MIT

#if WebRTC
internal import AIConexusProtocol
internal import AIConexusTransport
internal import Glibc

/// Loops for many peer connections: another one is started when those there are have enough to do.
///
/// A connection lives on one loop, which is one core at most. Make connections by
/// ``makeConnection(_:isPolite:certificate:delegate:)``; end with ``shutdown()``.
public final class PeerLoopGroup: Sendable {
    /// A loop with how many connections live on it.
    private struct Place {
        let loop: EventLoop
        var connectionCount = 0
    }

    private struct State {
        var places: [Place] = []
        var isOver = false
    }

    /// How many connections a loop has before another one is started.
    public let connectionsPerLoop: Int
    /// How many loops there are at most.
    public let maximumLoopCount: Int
    private let state = Locked(State())

    /// Creates a group without loops.
    ///
    /// - Parameters:
    ///   - connectionsPerLoop: how many connections a loop has before another one is started.
    ///   - maximumLoopCount: how many loops there are at most; one for each processor by default.
    public init(connectionsPerLoop: Int = 100, maximumLoopCount: Int = PeerLoopGroup.processorCount) {
        precondition(connectionsPerLoop > 0 && maximumLoopCount > 0, "a group needs at least one of each")
        self.connectionsPerLoop = connectionsPerLoop
        self.maximumLoopCount = maximumLoopCount
    }

    /// How many processors the system runs on.
    public static var processorCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// How many loops run.
    public var loopCount: Int { state.withLock { $0.places.count } }

    /// Creates a connection on the loop that has the fewest, as ``PeerConnection`` does.
    ///
    /// - Parameters:
    ///   - configuration: servers, addresses and bounds.
    ///   - isPolite: whether this side gives way when both offer at once.
    ///   - certificate: what the peer will know us by; by default one of the connection's own.
    ///   - delegate: who carries descriptions and candidates.
    /// - Returns: the connection.
    /// - Throws: `resourcesExhausted`, or `closed` after the shutdown.
    public func makeConnection(
        _ configuration: PeerConnectionConfiguration = PeerConnectionConfiguration(),
        isPolite: Bool,
        certificate: Certificate? = nil,
        delegate: any PeerConnectionDelegate
    ) throws(PeerConnectionError) -> PeerConnection {
        let lease = try lease()
        return try PeerConnection(
            configuration,
            isPolite: isPolite,
            certificate: certificate,
            on: lease.loop,
            delegate: delegate,
            lease: lease
        )
    }

    /// Shuts all loops down; connections on them are over.
    public func shutdown() async {
        let places = state.withLock { state in
            defer { state.places = [] }
            state.isOver = true
            return state.places
        }
        for place in places { await place.loop.shutdown() }
    }

    private func lease() throws(PeerConnectionError) -> PeerLoopLease {
        let (connectionsPerLoop, maximumLoopCount) = (connectionsPerLoop, maximumLoopCount)
        let loop: EventLoop
        do throws(TransportError) {
            loop = try state.withLock { state throws(TransportError) in
                guard !state.isOver else { throw TransportError(.loopStopped, "the group was shut down") }
                let least = state.places.indices.min {
                    state.places[$0].connectionCount < state.places[$1].connectionCount
                }
                var index = least ?? 0
                let isFull = least.map { state.places[$0].connectionCount >= connectionsPerLoop } ?? true
                if isFull, state.places.count < maximumLoopCount {
                    index = state.places.count
                    state.places.append(Place(loop: try EventLoop(name: "aiconexus-rtc\(index)")))
                }
                state.places[index].connectionCount += 1
                return state.places[index].loop
            }
        } catch {
            let isOver = error.code == .loopStopped
            throw PeerConnectionError(isOver ? .closed : .resourcesExhausted, "there is no loop", cause: error)
        }
        return PeerLoopLease(on: loop, of: self)
    }

    fileprivate func give(back loop: EventLoop) {
        state.withLock { state in
            guard let index = state.places.firstIndex(where: { $0.loop === loop }) else { return }
            state.places[index].connectionCount -= 1
        }
    }
}

/// A connection's place on a loop of a group, given back when it is released.
final class PeerLoopLease: Sendable {
    let loop: EventLoop
    private let group: PeerLoopGroup

    fileprivate init(on loop: EventLoop, of group: PeerLoopGroup) {
        self.loop = loop
        self.group = group
    }

    deinit {
        group.give(back: loop)
    }
}
#endif
