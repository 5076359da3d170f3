// SPDX-License-Identifier: MIT

import AIConexusTransport
import AIConexusWebRTC
import Glibc

/// One peer as a program, for tests against other implementations: descriptions and candidates travel as JSON lines on
/// standard input and output, so that any driver can carry them.
@main
struct RTCPeer {
    static func main() async throws {
        signal(SIGPIPE, SIG_IGN)
        guard let options = PeerOptions(CommandLine.arguments.dropFirst()) else {
            print(PeerOptions.usage)
            exit(2)
        }
        try await EventLoop.with(name: "rtcpeer") { loop in
            let delegate = LineDelegate()
            let connection = try PeerConnection(
                options.configuration,
                isPolite: !options.isOffering,
                on: loop,
                delegate: delegate
            )
            let reader = SignalReader()
            try await loop.run {
                try reader.start(on: loop) { line in delegate.received(line, for: connection) }
            }
            let suite = Task {
                guard options.isOffering else { return }
                do {
                    try await EchoSuite(connection: connection).run()
                    Output.report("done", true)
                } catch {
                    Output.report("fatal", "\(error)")
                }
            }
            // Awaited: the suite ends with the connection, and the program with the driver's goodbye.
            await delegate.goodbye()
            await connection.close()
            await suite.value
        }
    }
}

/// Carries lines for a connection.
final class LineDelegate: PeerConnectionDelegate {
    private let ended: AsyncStream<Void>
    private let end: AsyncStream<Void>.Continuation
    private let start = ContinuousClock.now

    init() {
        (ended, end) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

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
                case .description(let description): try connection.receive(description)
                case .candidate(let candidate): connection.receive(candidate)
                case .bye: end.finish()
                }
            } catch {
                Output.report("refused", "\(error)")
            }
        }
    }

    func connection(_ connection: PeerConnection, send description: SessionDescription) {
        Output.write(Signal.description(description).text)
    }

    func connection(_ connection: PeerConnection, send candidate: ICECandidate) {
        Output.write(Signal.candidate(candidate).text)
    }

    func connection(_ connection: PeerConnection, changed state: PeerConnection.State) {
        let failure = connection.assumeIsolated { $0.failure }
        Output.report("state", "\(state) after \(Int((ContinuousClock.now - start) / .milliseconds(1))) ms")
        if state == .failed, let failure { Output.report("fatal", "\(failure)") }
    }

    func connection(_ connection: PeerConnection, changed path: PeerPath) {
        Output.report("path", "\(path.kind.rawValue) \(path.local.kind.rawValue)-\(path.remote.kind.rawValue)")
    }

    func connection(_ connection: PeerConnection, opened channel: DataChannel) {
        channel.delegate = Echo()
    }
}
