// SPDX-License-Identifier: MIT

@testable import AIConexusTransport

/// Any request is answered by an upgrade or a refusal, and any answer judged; what is accepted can be read back.
func fuzz(_ bytes: [UInt8]) {
    let request = Array("GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n".utf8) + bytes
    var server = HTTPServerMachine()
    var position = 0
    let handshake = WebSocketServerHandshake(
        subprotocols: ["ioap.v1"],
        origins: HTTPOriginPolicy(allowing: ["https://a"]),
        compression: WebSocketCompressionConfiguration()
    )
    if case .handle(let request) = server.received(request.span, from: &position) {
        do throws(WebSocketHandshakeError) {
            let upgrade = try handshake.answer(request)
            require(upgrade.subprotocol == "ioap.v1", "a subprotocol that nobody speaks")
            var output: [UInt8] = []
            server.switchProtocols(upgrade.headers, date: nil, to: &output)
            judge(output)
        } catch {
            require(error.response.status.code >= 400, "a refusal that is none")
        }
    }
    judge(Array("HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n".utf8) + bytes)
    judge(bytes)
}

private func judge(_ answer: [UInt8]) {
    guard let target = HTTPTarget("/ws") else { return }
    let handshake = WebSocketClientHandshake(
        target,
        host: "h",
        subprotocols: ["ioap.v1"],
        compression: WebSocketCompressionConfiguration(),
        keyBytes: Array("the sample nonce".utf8)
    )
    var client = HTTPClientMachine(responseTo: .get)
    var position = 0
    guard case .head(let status, let headers)? = try? client.received(answer.span, from: &position) else { return }
    guard let upgrade = try? handshake.judge(status, headers) else { return }
    require(upgrade.subprotocol == "ioap.v1", "a subprotocol that was not offered")
    require(upgrade.compression?.serverResetsContext != false, "compression that was not offered")
}
