// SPDX-License-Identifier: MIT

/// The way that datagrams take between two peers.
public struct PeerPath: Hashable, Sendable {
    /// Whether somebody is in between.
    public enum Kind: String, Sendable {
        /// From peer to peer, through NATs perhaps.
        case direct
        /// Through a TURN server of one of the two.
        case turn
    }

    /// The address on this side.
    public var local: ICECandidate
    /// The address on the peer's side.
    public var remote: ICECandidate

    /// Whether a TURN server is in between.
    ///
    /// A relay of the peer's that is not known by its candidate counts as direct: it looks like any other address.
    public var kind: Kind {
        local.kind == .relayed || remote.kind == .relayed ? .turn : .direct
    }
}
