// SPDX-License-Identifier: MIT

import AIConexusTransport

/// Connects, and sends everything back until the connection ends; lives on a loop.
actor Dialer {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }
    private let options: PeerOptions

    init(_ options: PeerOptions, on loop: EventLoop) {
        self.options = options
        self.loop = loop
    }

    /// Makes one connection to a port of the loopback address; returns when it is over and reported.
    func dial(_ port: UInt16) async {
        let address = SocketAddress(.loopbackV4, port: port)
        do throws(TransportError) {
            let channel = try await Connector().connect(to: "\(address.address)", port: port, on: loop)
            await converse(on: channel, host: address.description)
        } catch {
            Report.refused(error)
        }
    }

    private func converse(on channel: any ByteChannel, host: String) async {
        await withCheckedContinuation { continuation in
            let echo = Echo { closure in
                Report.ended(closure)
                continuation.resume()
            }
            let client = WebSocketClient(
                channel,
                options.clientHandshake(host: host),
                configuration: options.configuration,
                delegate: echo
            ) { result in
                guard case .failure(let error) = result else { return }
                Report.refused(error)
                continuation.resume()
            }
            client.start()
        }
    }
}
