// SPDX-License-Identifier: MIT

import AIConexusTransport
import AIConexusWebRTC

/// Two peers over the loopback interface.
struct MeasuredPair: Sendable {
    let near: PeerConnection
    let far: PeerConnection
    private let nearCourier: Courier
    private let farCourier: Courier

    /// Prepares two peers on loops of the caller's.
    init(_ nearLoop: EventLoop, _ farLoop: EventLoop) throws {
        try self.init { configuration, isPolite, courier in
            try PeerConnection(
                configuration,
                isPolite: isPolite,
                on: isPolite ? farLoop : nearLoop,
                delegate: courier
            )
        }
    }

    /// Prepares two peers on loops of a group.
    init(in group: PeerLoopGroup) throws {
        try self.init { configuration, isPolite, courier in
            try group.makeConnection(configuration, isPolite: isPolite, delegate: courier)
        }
    }

    private init(
        _ make: (PeerConnectionConfiguration, _ isPolite: Bool, Courier) throws -> PeerConnection
    ) throws {
        var configuration = PeerConnectionConfiguration()
        configuration.localAddresses = [.loopbackV4]
        (nearCourier, farCourier) = (Courier(), Courier())
        near = try make(configuration, false, nearCourier)
        far = try make(configuration, true, farCourier)
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
private final class Courier: PeerConnectionDelegate, @unchecked Sendable {
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
