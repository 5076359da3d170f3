// SPDX-License-Identifier: MIT

/// Which side of a WebSocket connection a machine plays.
enum WebSocketRole: Sendable {
    /// Opened the connection: masks what it sends and accepts only what is not masked.
    case client
    /// Accepted the connection: sends unmasked and accepts only what is masked.
    case server
}
