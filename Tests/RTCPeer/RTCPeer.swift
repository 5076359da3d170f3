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
            let events = PeerEvents(options)
            let connection = try PeerConnection(
                options.configuration,
                isPolite: !options.isOffering,
                on: loop,
                delegate: events
            )
            let reader = SignalReader()
            try await loop.run {
                try reader.start(on: loop) { line in events.received(line, for: connection) }
            }
            let suites = Task {
                if options.isOffering { await run(options.suites, on: connection, events) }
            }
            // Awaited: the suites end with the connection, and the program with the driver's goodbye.
            await events.goodbye()
            await connection.close()
            await suites.value
        }
    }

    private static func run(_ suites: [Suite], on connection: PeerConnection, _ events: PeerEvents) async {
        var done = true
        for suite in suites {
            do {
                try await suite.run(on: connection, events)
                Output.report(Report(passed: suite.rawValue))
            } catch {
                Output.report(Report(failed: suite.rawValue, why: "\(error)"))
                done = false
            }
        }
        Output.report(Report(done: done))
    }
}
