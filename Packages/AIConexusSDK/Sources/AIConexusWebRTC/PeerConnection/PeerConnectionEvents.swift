// SPDX-License-Identifier: MIT

#if WebRTC
/// What a connection tells its delegate.
public enum PeerConnectionEvent: Sendable {
    /// Carry a description to the peer, before the candidates that follow it.
    case send(SessionDescription)
    /// Carry a candidate to the peer.
    case sendCandidate(ICECandidate)
    /// The state changed.
    case state(PeerConnection.State)
    /// The peer opened a channel.
    case opened(DataChannel)
    /// Datagrams take another path.
    case path(PeerPath)
}

/// A delegate whose events are read one after another, by one consumer.
///
/// ```swift
/// let events = PeerConnectionEvents()
/// let connection = try PeerConnection(isPolite: true, on: loop, delegate: events)
/// for await event in events { … }
/// ```
///
/// The sequence ends with the connection. Up to 1 024 events wait for the consumer; what comes then is lost, so read
/// them from the beginning.
public final class PeerConnectionEvents: PeerConnectionDelegate, AsyncSequence, Sendable {
    /// Takes one event after another.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var iterator: AsyncStream<PeerConnectionEvent>.AsyncIterator

        /// The next event, `nil` after the last, or when the task is cancelled.
        public mutating func next() async -> PeerConnectionEvent? {
            await iterator.next(isolation: #isolation)
        }
    }

    private static let limit = 1_024

    private let stream: AsyncStream<PeerConnectionEvent>
    private let continuation: AsyncStream<PeerConnectionEvent>.Continuation

    /// Creates a delegate for one connection.
    public init() {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.limit))
    }

    /// Begins to take events.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(iterator: stream.makeAsyncIterator())
    }

    /// Keeps the event.
    public func connection(_ connection: PeerConnection, send description: SessionDescription) {
        continuation.yield(.send(description))
    }

    /// Keeps the event.
    public func connection(_ connection: PeerConnection, send candidate: ICECandidate) {
        continuation.yield(.sendCandidate(candidate))
    }

    /// Keeps the event, and ends the sequence with the last one.
    public func connection(_ connection: PeerConnection, changed state: PeerConnection.State) {
        continuation.yield(.state(state))
        if state == .closed { continuation.finish() }
    }

    /// Keeps the event.
    public func connection(_ connection: PeerConnection, opened channel: DataChannel) {
        continuation.yield(.opened(channel))
    }

    /// Keeps the event.
    public func connection(_ connection: PeerConnection, changed path: PeerPath) {
        continuation.yield(.path(path))
    }
}
#endif
