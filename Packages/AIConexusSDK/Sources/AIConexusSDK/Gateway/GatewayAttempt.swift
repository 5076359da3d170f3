// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

/// One attempt to open a WebSocket to a gateway: lookup, connection, TLS, upgrade.
final class GatewayAttempt {
    private let configuration: GatewayConfiguration
    private let connector: Connector
    private let loop: EventLoop
    private let link: GatewayLink
    private var completion: ((Result<WebSocketSession, GatewayError>) -> Void)?
    private var giveUp: (() -> Void)?

    init(
        _ configuration: GatewayConfiguration,
        _ connector: Connector,
        on loop: EventLoop,
        _ link: GatewayLink,
        completion: @escaping (Result<WebSocketSession, GatewayError>) -> Void
    ) {
        self.configuration = configuration
        self.connector = connector
        self.loop = loop
        self.link = link
        self.completion = completion
    }

    /// Begins; the completion is called once, unless ``cancel()`` comes first.
    func start() {
        if let fault = configuration.url.fault { return finish(.failure(fault)) }
        let server = configuration.url.server
        let tls: TLSContext?
        do throws(TransportError) {
            tls = try configuration.makeTLS()
        } catch {
            return finish(.failure(GatewayError(error)))
        }
        giveUp = connector.connect(to: server.host, port: server.port, tls: tls, on: loop) { [self] result in
            do throws(TransportError) {
                upgrade(try result.get())
            } catch {
                finish(.failure(GatewayError(error)))
            }
        }
    }

    func cancel() {
        completion = nil
        giveUp?()
        giveUp = nil
    }

    private func upgrade(_ channel: any ByteChannel) {
        guard completion != nil else { return channel.abort() }
        var settings = WebSocketConfiguration()
        settings.maximumMessageByteCount = configuration.limits.maximumByteCount
        settings.acceptsBinary = false
        settings.compression = configuration.compresses ? WebSocketCompressionConfiguration() : nil
        let client = WebSocketClient(
            channel,
            configuration.makeHandshake(compression: settings.compression),
            configuration: settings,
            timeout: configuration.connectTimeout,
            delegate: link
        ) { [self] result in
            finish(result.mapError(GatewayError.init(connecting:)))
        }
        giveUp = client.cancel
        client.start()
    }

    private func finish(_ result: Result<WebSocketSession, GatewayError>) {
        giveUp = nil
        let completion = completion
        self.completion = nil
        completion?(result)
    }
}
