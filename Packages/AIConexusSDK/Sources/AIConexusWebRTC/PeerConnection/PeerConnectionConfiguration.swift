// SPDX-License-Identifier: MIT

public import AIConexusTransport

/// What a peer connection may use, and its bounds.
public struct PeerConnectionConfiguration: Sendable {
    /// Which addresses the peer is told.
    public enum CandidatePolicy: Sendable {
        /// All that are found.
        case all
        /// None of this machine's own: those that STUN and TURN servers see.
        case noHostCandidates
        /// Those on TURN servers only, so that the peer never learns where we are.
        case relayOnly
    }

    /// STUN and TURN servers.
    ///
    /// The first STUN server is used, and up to eight addresses of TURN servers.
    public var servers: [ICEServer]
    /// Which addresses the peer is told.
    public var candidatePolicy: CandidatePolicy
    /// The addresses to use; empty for those of all interfaces that are not loopback or link-local.
    public var localAddresses: [IPAddress]
    /// The UDP ports to use; `nil` leaves it to the system.
    public var portRange: ClosedRange<UInt16>?
    /// The longest message that is accepted, in bytes; told to the peer.
    public var maximumMessageByteCount: Int
    /// How many channels there may be, both sides' together, 1…1 024; a peer's attempt to open more is refused.
    public var maximumChannelCount: Int
    /// How long it may take from the first description to the connection.
    public var connectTimeout: Duration
    /// How long a connection whose peer has fallen silent counts as disconnected before it counts as failed.
    public var disconnectedTimeout: Duration
    /// Whether a path is looked for anew, without being asked, when the peer has fallen silent or the addresses of this
    /// machine have changed.
    public var restartsAutomatically: Bool

    /// Creates a configuration without servers and with the usual bounds.
    public init() {
        servers = []
        candidatePolicy = .all
        localAddresses = []
        maximumMessageByteCount = 16 << 20
        maximumChannelCount = 64
        connectTimeout = .seconds(15)
        disconnectedTimeout = .seconds(30)
        restartsAutomatically = true
    }
}
