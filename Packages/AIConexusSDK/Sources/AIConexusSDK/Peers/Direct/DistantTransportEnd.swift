// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

/// The part of a ``DistantTransport`` on the transport's loop.
///
/// Guard of `@unchecked Sendable`: everything is touched on that loop's thread only; `report` is set before the first order.
final class DistantTransportEnd: @unchecked Sendable {
    private typealias Report = DistantTransport.Report

    /// How long texts may take to get to the channel after the last order.
    private static let closeTimeout = Duration.seconds(2)

    var report: @Sendable (DistantTransport.Report) -> Void = { _ in }
    private let transport: any MovableTransport
    /// Texts that the channel did not take yet; bounded by the sender.
    private var waiting: [[UInt8]] = []
    /// Texts that the agent's loop did not use yet, in bytes.
    private var unusedByteCount = 0
    private var isPaused = false
    /// The peer's last offer.
    private var offerNumber = 0
    private var isClosing = false
    private var isClosed = false

    init(_ transport: any MovableTransport) {
        self.transport = transport
    }

    func take(_ orders: [DistantTransport.Order]) {
        for order in orders { take(order) }
        flush()
    }

    private func take(_ order: DistantTransport.Order) {
        guard !isClosing else { return }
        switch order {
        case .begin:
            attach()
            transport.begin()
        case .offer(let sdp, let number):
            attach()
            offerNumber = number
            transport.receive(offer: sdp) { [report] in report(.refusedOffer(number: number, $0)) }
        case .answer(let sdp): transport.receive(answer: sdp)
        case .candidate(let candidate): transport.receive(candidate)
        case .servers(let servers): transport.use(servers)
        case .restart: transport.restart()
        case .text(let text): waiting.append(text)
        case .used(let count): used(count)
        case .close: beginClosing()
        }
    }

    private func attach() {
        transport.delegate = self
        transport.pathChanged = { [weak self] in
            guard let self else { return }
            report(.path(transport.kind))
        }
    }

    /// Gives the channel what it takes.
    private func flush() {
        var (count, byteCount) = (0, 0)
        sending: for text in waiting {
            switch transport.send(text.span) {
            // A channel that refuses has ended, or is about to say so: nothing is sent any more.
            case .taken, .refused: (count, byteCount) = (count + 1, byteCount + text.count)
            case .full: break sending
            }
        }
        waiting.removeFirst(count)
        if byteCount > 0 { report(.taken(byteCount)) }
        if isClosing, waiting.isEmpty { close() }
    }

    private func used(_ count: Int) {
        unusedByteCount -= count
        guard isPaused, unusedByteCount <= DistantTransport.lowByteCount else { return }
        isPaused = false
        transport.resumeReading()
    }

    private func beginClosing() {
        isClosing = true
        transport.loop.schedule(after: Self.closeTimeout) { self.close() }
    }

    private func close() {
        guard !isClosed else { return }
        isClosed = true
        waiting = []
        transport.pathChanged = {}
        transport.close { [report] in report(.closed) }
    }
}

extension DistantTransportEnd: DirectTransportDelegate {
    func transport(sendOffer sdp: String) { report(.offer(sdp, after: offerNumber)) }

    func transport(sendAnswer sdp: String) { report(.answer(sdp)) }

    func transport(send candidate: ICECandidateMessage) { report(.candidate(candidate)) }

    func transportOpened() {
        report(
            .opened(
                remoteFingerprint: transport.remoteFingerprint,
                transport.kind,
                maximumTextByteCount: transport.maximumTextByteCount
            )
        )
    }

    func transport(received text: Span<UInt8>) {
        unusedByteCount += text.count
        report(.text([UInt8](copying: text)))
        guard !isPaused, unusedByteCount > DistantTransport.maximumByteCount else { return }
        isPaused = true
        transport.pauseReading()
    }

    func transportDrained() { flush() }

    func transportEnded(_ failure: DirectPathFailure?) { report(.ended(failure)) }
}
