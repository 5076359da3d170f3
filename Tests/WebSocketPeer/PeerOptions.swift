// SPDX-License-Identifier: MIT

import AIConexusTransport

/// What the program was asked for.
struct PeerOptions: Sendable {
    /// How it is called.
    static let usage = """
        usage: websocket-peer serve|dial [--message-limit BYTES] [--frame-limit BYTES] [--subprotocol NAME]...
               [--text-only] [--compression] [--keep-context] [--window-bits 9...15] [--peer-window-bits 8...15]
        """

    /// The path that is asked for.
    private static let target = HTTPTarget("/echo")

    /// Whether it listens, or connects.
    var isServer = true
    var configuration = WebSocketConfiguration()
    private var subprotocols: [String] = []

    /// Reads the arguments after the program's name; `nil` when they are not of that form.
    init?(_ arguments: some Sequence<String>) {
        var rest = Array(arguments.reversed())
        guard let role = rest.popLast(), role == "serve" || role == "dial" else { return nil }
        isServer = role == "serve"
        while let option = rest.popLast() {
            guard take(option, &rest) else { return nil }
        }
    }

    private mutating func take(_ option: String, _ rest: inout [String]) -> Bool {
        var compression = configuration.compression ?? WebSocketCompressionConfiguration()
        switch option {
        case "--message-limit":
            guard let limit = rest.popLast().flatMap(Int.init) else { return false }
            configuration.maximumMessageByteCount = limit
            return true
        case "--frame-limit":
            configuration.maximumFrameByteCount = rest.popLast().flatMap(Int.init)
            return configuration.maximumFrameByteCount != nil
        case "--subprotocol":
            guard let name = rest.popLast() else { return false }
            subprotocols.append(name)
            return true
        case "--text-only":
            configuration.acceptsBinary = false
            return true
        case "--compression": compression.minimumByteCount = 0
        case "--keep-context": (compression.keepsOwnContext, compression.keepsPeerContext) = (true, true)
        case "--window-bits":
            guard let bits = rest.popLast().flatMap(Int.init) else { return false }
            compression.ownWindowBits = bits
        case "--peer-window-bits":
            guard let bits = rest.popLast().flatMap(Int.init) else { return false }
            compression.peerWindowBits = bits
        default: return false
        }
        configuration.compression = compression
        return true
    }

    var serverHandshake: WebSocketServerHandshake {
        WebSocketServerHandshake(subprotocols: subprotocols, compression: configuration.compression)
    }

    func clientHandshake(host: String) -> WebSocketClientHandshake {
        guard let target = Self.target else { preconditionFailure("/echo is a target") }
        return WebSocketClientHandshake(
            target,
            host: host,
            subprotocols: subprotocols,
            compression: configuration.compression,
            keyBytes: WebSocketClient.randomBytes(WebSocketClientHandshake.keyByteCount)
        )
    }
}
