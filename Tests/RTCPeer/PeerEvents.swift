// SPDX-License-Identifier: MIT

import AIConexusTransport
import AIConexusWebRTC
import Synchronization

/// Carries lines for a connection, and reports what becomes of it.
final class PeerEvents: PeerConnectionDelegate {
    private let options: PeerOptions
    private let ended: AsyncStream<Void>
    private let end: AsyncStream<Void>.Continuation
    private let start = ContinuousClock.now
    private let paths = Atomic(0)
    private let hasNegotiated = Atomic(false)

    init(_ options: PeerOptions) {
        self.options = options
        (ended, end) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// How many paths have been selected.
    var pathCount: Int { paths.load(ordering: .relaxed) }

    /// Waits until the driver says goodbye or goes away.
    func goodbye() async {
        for await _ in ended { return }
    }

    /// Takes a line of the driver's, on the loop.
    func received(_ line: [UInt8]?, for connection: PeerConnection) {
        guard let line else { return end.finish() }
        connection.assumeIsolated { connection in
            do {
                switch try Signal(line) {
                case .description(let description):
                    try connection.receive(description)
                    if description.kind == .offer { try openNegotiated(connection) }
                case .candidate(let candidate): connection.receive(candidate)
                case .bye: end.finish()
                }
            } catch {
                Output.report(Report(refused: "\(error)"))
            }
        }
    }

    /// The answering side's half of a channel that both make.
    private func openNegotiated(_ connection: isolated PeerConnection) throws {
        guard !options.isOffering, options.suites.contains(.negotiated),
            !hasNegotiated.exchange(true, ordering: .relaxed)
        else { return }
        let configuration = DataChannelConfiguration(negotiatedID: ClosingSuite.negotiatedID)
        try connection.openChannel(ClosingSuite.negotiatedLabel, configuration).delegate = Echo()
    }

    private var elapsed: Int { Int((ContinuousClock.now - start) / .milliseconds(1)) }

    func connection(_ connection: PeerConnection, send description: SessionDescription) {
        Output.write(Signal.description(description).text)
    }

    func connection(_ connection: PeerConnection, send candidate: ICECandidate) {
        Output.write(Signal.candidate(candidate).text)
    }

    func connection(_ connection: PeerConnection, changed state: PeerConnection.State) {
        Output.report(Report(state: "\(state)", ms: elapsed))
        guard state == .failed, let failure = connection.assumeIsolated({ $0.failure }) else { return }
        Output.report(Report(ms: elapsed, fatal: "\(failure)"))
    }

    func connection(_ connection: PeerConnection, changed path: PeerPath) {
        let kinds = "\(path.local.kind.rawValue)-\(path.remote.kind.rawValue)"
        Output.report(Report(path: "\(path.kind.rawValue) \(kinds)", ms: elapsed))
        paths.add(1, ordering: .relaxed)
    }

    func connection(_ connection: PeerConnection, opened channel: DataChannel) {
        Output.report(Report(opened: channel))
        channel.delegate = Echo()
    }
}

/// Sends everything back, and closes the channel when it is asked to.
///
/// What the channel does not take is held until it has drained, and the peer with it.
/// Guard of `@unchecked Sendable`: called on the connection's loop only.
final class Echo: DataChannelDelegate, @unchecked Sendable {
    private var waiting: [DataChannelMessage] = []

    func channel(_ channel: DataChannel, received message: Span<UInt8>, as kind: DataChannelMessage.Kind) {
        if kind == .text, isRequest(message) { return channel.close() }
        guard let error = channel.trySend(message, as: kind) else { return }
        guard error.code == .bufferFull else { return Output.report(Report(refused: "\(error)")) }
        waiting.append(DataChannelMessage(kind, message.indices.map { message[$0] }))
        channel.pauseReading()
    }

    func channelDrained(_ channel: DataChannel) {
        while let next = waiting.first {
            guard channel.trySend(next.bytes.span, as: next.kind) == nil else { return }
            waiting.removeFirst()
        }
        channel.resumeReading()
    }

    private func isRequest(_ message: Span<UInt8>) -> Bool {
        let request = Array(ClosingSuite.request.utf8)
        return message.count == request.count && message.indices.allSatisfy { message[$0] == request[$0] }
    }
}
