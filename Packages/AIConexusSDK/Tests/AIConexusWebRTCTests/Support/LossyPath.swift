// SPDX-License-Identifier: MIT

#if WebRTC
import AIConexusProtocol
import AIConexusTestSupport
import AIConexusTransport

@testable import AIConexusWebRTC

/// A way between the two sides of a ``Pair`` that loses datagrams, or all of them.
///
/// Each side is told an address of ours in place of the other side's, for each generation of its candidates; what comes
/// there is carried across, from the address that the receiver knows the sender by.
///
/// Guard of `@unchecked Sendable`: `faults` is locked, the links are touched on the pair's loop only.
final class LossyPath: @unchecked Sendable {
    private struct Faults {
        var isCut = false
        var lossPercent = 0
        var generator: SeededGenerator
    }

    /// The sockets of one generation: what is sent to the first one goes to the first side.
    private struct Link {
        var sockets: [UDPSocket] = []
        var targets: [UInt16?] = [nil, nil]
    }

    private let loop: EventLoop
    private let faults: Locked<Faults>
    private var links: [Link] = []
    private var generations = [0, 0]

    private init(on loop: EventLoop, seed: UInt64) {
        self.loop = loop
        faults = Locked(Faults(generator: SeededGenerator(seed: seed)))
    }

    /// Runs `body` with a pair whose datagrams go over a lossy path.
    static func with(
        _ configuration: PeerConnectionConfiguration = Pair.configuration,
        seed: UInt64 = .random(in: 0...UInt64.max),
        _ body: (Pair, LossyPath) async throws -> Void
    ) async throws {
        print("seed of the lossy path: \(seed)")
        try await Pair.with(configuration) { pair in
            let path = LossyPath(on: pair.first.loop, seed: seed)
            pair.firstCourier.reroute { path.reroute($0, of: 0) }
            pair.secondCourier.reroute { path.reroute($0, of: 1) }
            try await body(pair, path)
        }
    }

    /// Loses that many of a hundred datagrams.
    func lose(percent: Int) {
        faults.withLock { $0.lossPercent = percent }
    }

    /// Loses everything, or no longer.
    func cut(_ isCut: Bool) {
        faults.withLock { $0.isCut = isCut }
    }

    /// The candidate that the other side is told in place of a side's own; called on the loop.
    private func reroute(_ candidate: ICECandidate, of side: Int) -> ICECandidate {
        guard !candidate.isEndOfCandidates else { return candidate }
        let index = generations[side]
        generations[side] += 1
        if links.count == index { open(index) }
        links[index].targets[side] = candidate.port
        var changed = candidate
        changed.port = links[index].sockets[side].port
        return changed
    }

    private func open(_ index: Int) {
        links.append(Link())
        for side in 0...1 {
            do {
                let socket = try UDPSocket(on: loop) { [unowned self] bytes in carry(bytes, index, to: side) }
                links[index].sockets.append(socket)
            } catch {
                preconditionFailure("no socket for a test: \(error)")
            }
        }
    }

    private func carry(_ bytes: [UInt8], _ index: Int, to side: Int) {
        let isLost = faults.withLock { faults in
            faults.isCut || Int.random(in: 0..<100, using: &faults.generator) < faults.lossPercent
        }
        guard !isLost, let target = links[index].targets[side] else { return }
        // The receiver knows the sender by the other socket.
        links[index].sockets[1 - side].send(bytes, to: target)
    }
}
#endif
