// SPDX-License-Identifier: MIT

import AIConexusTransport
import Glibc

/// One side of WebSocket connections as a program, which sends every message back: for tests against other
/// implementations.
///
/// `websocket-peer serve` prints where it listens, and goes on until its standard input ends. `websocket-peer dial`
/// reads ports, one a line, and connects to one after another. Both print how each connection ended.
@main
struct WebSocketPeer {
    static func main() async throws {
        signal(SIGPIPE, SIG_IGN)
        guard let options = PeerOptions(CommandLine.arguments.dropFirst()) else {
            print(PeerOptions.usage)
            exit(2)
        }
        try await EventLoop.with(name: "websocket-peer") { loop in
            try await options.isServer ? serve(options, on: loop) : dial(options, on: loop)
        }
    }

    private static func serve(_ options: PeerOptions, on loop: EventLoop) async throws {
        let port = try await loop.run {
            try Listener(at: SocketAddress(.loopbackV4, port: 0), on: loop) { options.accept($0) }.address.port
        }
        Report.listening(port)
        // The main thread is nobody else's, and may wait.
        while readLine() != nil {}
    }

    private static func dial(_ options: PeerOptions, on loop: EventLoop) async throws {
        while let line = readLine() {
            guard let port = UInt16(line) else { return print(PeerOptions.usage) }
            await Dialer(options, on: loop).dial(port)
        }
    }
}

extension PeerOptions {
    /// Serves one connection, on its loop.
    fileprivate func accept(_ channel: any ByteChannel) {
        HTTPServerSession(channel) { request, exchange in
            do throws(WebSocketHandshakeError) {
                let upgrade = try serverHandshake.answer(request)
                exchange.upgrade(upgrade, configuration: configuration, delegate: Echo { Report.ended($0) })
            } catch {
                Report.refused(error)
                exchange.respond(error.response)
            }
        }
        .start()
    }
}
