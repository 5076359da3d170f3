// SPDX-License-Identifier: MIT

#if WebRTC
internal import AIConexusProtocol
public import AIConexusTransport
internal import Glibc

/// Loops for many peer connections: another one is started when those there are have enough to do.
///
/// A connection lives on one loop, which is one core at most. Make connections by
/// ``makeConnection(preferring:_:isPolite:certificate:delegate:)``; end with ``shutdown()``.
public final class PeerLoopGroup: Sendable {
    /// A loop with how many connections live on it.
    private struct Place {
        let loop: EventLoop
        /// Whether the group has started it; the others are forgotten with their last connection.
        var isOurs = true
        var connectionCount = 0
    }

    private struct State {
        var places: [Place] = []
        var isOver = false

        /// The place for another connection, on a loop that is started if need be.
        mutating func place(
            _ preferred: EventLoop?,
            _ connectionsPerLoop: Int,
            _ maximumLoopCount: Int
        ) throws(TransportError) -> Int {
            var preferredIndex: Int?
            if let preferred {
                let index = places.firstIndex { $0.loop === preferred } ?? places.count
                if index == places.count { places.append(Place(loop: preferred, isOurs: false)) }
                if places[index].connectionCount < connectionsPerLoop { return index }
                preferredIndex = index
            }
            let ours = places.indices.filter { places[$0].isOurs }
            let candidates = ours + (preferredIndex.map { [$0] } ?? [])
            let least = candidates.min { places[$0].connectionCount < places[$1].connectionCount }
            let isFull = least.map { places[$0].connectionCount >= connectionsPerLoop } ?? true
            if let least, !isFull || ours.count >= maximumLoopCount { return least }
            places.append(Place(loop: try EventLoop(name: "aiconexus-rtc\(ours.count)")))
            return places.count - 1
        }
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

    /// How many loops the group has started.
    public var loopCount: Int { state.withLock { $0.places.count { $0.isOurs } } }

    /// Creates a connection on the loop that has the fewest, as ``PeerConnection`` does.
    ///
    /// - Parameters:
    ///   - preferred: a loop of the caller's, which is taken as long as it has room; it does not count as one of the
    ///     group's, and is not shut down with it.
    ///   - configuration: servers, addresses and bounds.
    ///   - isPolite: whether this side gives way when both offer at once.
    ///   - certificate: what the peer will know us by; by default one of the connection's own.
    ///   - delegate: who carries descriptions and candidates.
    /// - Returns: the connection.
    /// - Throws: `resourcesExhausted`, or `closed` after the shutdown.
    public func makeConnection(
        preferring preferred: EventLoop? = nil,
        _ configuration: PeerConnectionConfiguration = PeerConnectionConfiguration(),
        isPolite: Bool,
        certificate: Certificate? = nil,
        delegate: any PeerConnectionDelegate
    ) throws(PeerConnectionError) -> PeerConnection {
        let lease = try lease(preferred)
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
        for place in places where place.isOurs { await place.loop.shutdown() }
    }

    private func lease(_ preferred: EventLoop?) throws(PeerConnectionError) -> PeerLoopLease {
        let (connectionsPerLoop, maximumLoopCount) = (connectionsPerLoop, maximumLoopCount)
        let loop: EventLoop
        do throws(TransportError) {
            loop = try state.withLock { state throws(TransportError) in
                guard !state.isOver else { throw TransportError(.loopStopped, "the group was shut down") }
                let index = try state.place(preferred, connectionsPerLoop, maximumLoopCount)
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
            let place = state.places[index]
            if !place.isOurs, place.connectionCount == 0 { state.places.remove(at: index) }
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
