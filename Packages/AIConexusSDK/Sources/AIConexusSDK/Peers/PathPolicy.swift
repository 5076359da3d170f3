// SPDX-License-Identifier: MIT

/// Which ways calls may take.
public enum PathPolicy: Hashable, Sendable {
    /// Through the gateway at once, and directly as soon as it pays: two calls within 10 s, a stream, or much data.
    case automatic
    /// Through the gateway only; the other agent never learns our address.
    case relayOnly
    /// Directly, or not at all: `P2P_UNAVAILABLE` with a reason.
    case directRequired
}
