// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

/// Stands on the agent's loop for a transport on another one: orders go there, and reports come back.
///
/// Everything keeps its order. What waits on the way is bounded in both directions: a sender is told `full`, and the peer
/// is held back. Belongs to the agent's loop.
final class DistantTransport: DirectTransport {
    /// What the other loop is told.
    enum Order: Sendable {
        case begin
        case offer(String, number: Int)
        case answer(String)
        case candidate(ICECandidateMessage)
        case servers([ICEServer])
        case restart
        case text([UInt8])
        /// Received texts of so many bytes were used.
        case used(Int)
        case close
    }

    /// What the other loop tells.
    enum Report: Sendable {
        /// The number is that of the peer's last offer that was known there.
        case offer(String, after: Int)
        case answer(String)
        case candidate(ICECandidateMessage)
        case refusedOffer(number: Int, DirectPathFailure)
        case opened(remoteFingerprint: [UInt8]?, CallPath, maximumTextByteCount: Int)
        case path(CallPath)
        case text([UInt8])
        /// The channel took texts of so many bytes.
        case taken(Int)
        case ended(DirectPathFailure?)
        case closed
    }

    /// What may be on the way to the other loop, or back, in bytes.
    static let maximumByteCount = 1 << 20
    /// Who was held back goes on when no more than this is on the way.
    static let lowByteCount = maximumByteCount / 4

    weak var delegate: (any DirectTransportDelegate)?
    let localFingerprint: [UInt8]
    private(set) var remoteFingerprint: [UInt8]?
    private(set) var kind = CallPath.direct
    private(set) var maximumTextByteCount = 0
    private let orders: Mailbox<Order>
    private let isPolite: Bool
    private var isOpen = false
    private var sentByteCount = 0
    private var wasFull = false
    private var offerNumber = 0
    private var refused: ((DirectPathFailure) -> Void)?
    private var closed: (() -> Void)?
    /// Keeps the object until the other loop has closed.
    private var selfReference: DistantTransport?

    /// Creates a stand-in.
    ///
    /// - Parameters:
    ///   - transport: one that was not used yet.
    ///   - isPolite: whether it gives way when both sides offer at once.
    ///   - home: the agent's loop, on whose thread this is called.
    init(_ transport: any MovableTransport, isPolite: Bool, from home: EventLoop) {
        self.isPolite = isPolite
        localFingerprint = transport.localFingerprint
        let far = DistantTransportEnd(transport)
        orders = Mailbox(to: transport.loop) { far.take($0) }
        let reports = Mailbox<Report>(on: home) { [weak self] in self?.take($0) }
        // The first order finds it: the mailbox's lock is in between.
        far.report = { reports.post($0) }
    }

    func begin() { orders.post(.begin) }

    func receive(offer: String, refused: @escaping (DirectPathFailure) -> Void) {
        offerNumber += 1
        self.refused = refused
        orders.post(.offer(offer, number: offerNumber))
    }

    func receive(answer: String) { orders.post(.answer(answer)) }

    func receive(_ candidate: ICECandidateMessage) { orders.post(.candidate(candidate)) }

    func use(_ servers: [ICEServer]) { orders.post(.servers(servers)) }

    func restart() { orders.post(.restart) }

    func send(_ text: Span<UInt8>) -> DirectSendOutcome {
        guard isOpen, text.count <= maximumTextByteCount else { return .refused }
        guard sentByteCount == 0 || sentByteCount + text.count <= Self.maximumByteCount else {
            wasFull = true
            return .full
        }
        sentByteCount += text.count
        orders.post(.text([UInt8](copying: text)))
        return .taken
    }

    func close(_ completion: @escaping () -> Void) {
        delegate = nil
        isOpen = false
        refused = nil
        closed = completion
        selfReference = self
        orders.post(.close)
    }

    private func take(_ reports: [Report]) {
        var usedByteCount = 0
        for report in reports {
            if case .text(let text) = report { usedByteCount += text.count }
            take(report)
        }
        if usedByteCount > 0 { orders.post(.used(usedByteCount)) }
    }

    private func take(_ report: Report) {
        switch report {
        case .offer(let sdp, let number):
            // One that crossed a later offer of the peer's is taken back there.
            if !isPolite || number == offerNumber { delegate?.transport(sendOffer: sdp) }
        case .answer(let sdp): delegate?.transport(sendAnswer: sdp)
        case .candidate(let candidate): delegate?.transport(send: candidate)
        case .refusedOffer(let number, let failure): if number == offerNumber { refused?(failure) }
        case .opened(let fingerprint, let kind, let limit):
            (remoteFingerprint, self.kind, maximumTextByteCount) = (fingerprint, kind, limit)
            isOpen = closed == nil
            delegate?.transportOpened()
        case .path(let kind): self.kind = kind
        case .text(let text): delegate?.transport(received: text.span)
        case .taken(let count):
            sentByteCount -= count
            guard wasFull, sentByteCount <= Self.lowByteCount else { return }
            wasFull = false
            delegate?.transportDrained()
        case .ended(let failure):
            isOpen = false
            delegate?.transportEnded(failure)
        case .closed:
            selfReference = nil
            closed.take()?()
        }
    }
}
