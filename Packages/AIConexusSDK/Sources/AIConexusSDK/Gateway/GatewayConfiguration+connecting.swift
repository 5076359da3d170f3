// SPDX-License-Identifier: MIT

package import AIConexusTransport

extension GatewayConfiguration {
    /// How TLS is spoken to this gateway, `nil` when its URL asks for none.
    ///
    /// - Throws: `TransportError` when the system's roots cannot be read.
    package func makeTLS() throws(TransportError) -> TLSContext? {
        guard url.server.isSecure else { return nil }
        if let tls { return tls }
        return try TLSContext(.client())
    }

    /// A fresh opening handshake with this gateway: the protocol's name, and the token if there is one.
    ///
    /// Source: PROTOCOL_DESIGN, "On a connection".
    package func makeHandshake(compression: WebSocketCompressionConfiguration? = nil) -> WebSocketClientHandshake {
        var headers: HTTPHeaders = [:]
        headers[.authorization] = token.map { "Bearer \($0)" }
        return WebSocketClientHandshake(
            url.server.target,
            host: url.server.hostField,
            subprotocols: ["ioap.v1"],
            headers: headers,
            compression: compression,
            keyBytes: WebSocketClient.randomBytes(WebSocketClientHandshake.keyByteCount)
        )
    }
}
