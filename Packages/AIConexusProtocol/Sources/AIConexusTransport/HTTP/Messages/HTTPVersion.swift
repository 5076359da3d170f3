// SPDX-License-Identifier: MIT

/// The versions of HTTP that are spoken here.
public enum HTTPVersion: Sendable {
    /// HTTP/1.0: one request a connection unless asked otherwise, no chunks.
    case http10
    /// HTTP/1.1: connections are kept.
    case http11
}

extension HTTPVersion {
    /// The version with these numbers, if it is spoken here.
    init?(major: UInt16, minor: UInt16) {
        switch (major, minor) {
        case (1, 0): self = .http10
        case (1, 1): self = .http11
        default: return nil
        }
    }
}
