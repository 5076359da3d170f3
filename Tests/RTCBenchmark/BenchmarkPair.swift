// SPDX-License-Identifier: MIT

import AIConexusTransport
import AIConexusWebRTC

/// Two connected peers over the loopback interface, each on a loop of its own.
struct BenchmarkPair {
    let near: PeerConnection
    let far: PeerConnection
    private let nearCourier: BenchmarkCourier
    private let farCourier: BenchmarkCourier

    /// Prepares two peers.
    init(_ nearLoop: EventLoop, _ farLoop: EventLoop) throws {
        var configuration = PeerConnectionConfiguration()
        configuration.localAddresses = [.loopbackV4]
        (nearCourier, farCourier) = (BenchmarkCourier(), BenchmarkCourier())
        near = try PeerConnection(configuration, isPolite: false, on: nearLoop, delegate: nearCourier)
        far = try PeerConnection(configuration, isPolite: true, on: farLoop, delegate: farCourier)
        nearCourier.peer = far
        farCourier.peer = near
    }

    /// A channel, seen from both sides.
    func openChannel() async throws -> (near: DataChannel, far: DataChannel) {
        let channel = try await near.openChannel("bench")
        var opened = farCourier.channels.makeAsyncIterator()
        guard let other = await opened.next() else { throw PeerConnectionError(.cancelled, "no channel came") }
        try await channel.opened()
        return (channel, other)
    }

    /// Ends both.
    func close() async {
        await near.close()
        await far.close()
    }
}

/// Carries descriptions and candidates between two loops.
///
/// Guard of `@unchecked Sendable`: `peer` is set before the connection is used.
private final class BenchmarkCourier: PeerConnectionDelegate, @unchecked Sendable {
    weak var peer: PeerConnection?
    let channels: AsyncStream<DataChannel>
    private let opened: AsyncStream<DataChannel>.Continuation

    init() {
        (channels, opened) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    }

    func connection(_ connection: PeerConnection, send description: SessionDescription) {
        deliver { try $0.receive(description) }
    }

    func connection(_ connection: PeerConnection, send candidate: ICECandidate) {
        deliver { $0.receive(candidate) }
    }

    func connection(_ connection: PeerConnection, opened channel: DataChannel) {
        opened.yield(channel)
    }

    private func deliver(_ body: @escaping @Sendable (isolated PeerConnection) throws -> Void) {
        guard let peer else { return }
        peer.loop.execute {
            peer.assumeIsolated { peer in
                do { try body(peer) } catch { preconditionFailure("a peer refused: \(error)") }
            }
        }
    }
}
