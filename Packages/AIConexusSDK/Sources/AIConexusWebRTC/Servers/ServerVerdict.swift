// SPDX-License-Identifier: MIT

public import AIConexusTransport

/// How a STUN or TURN server is.
public enum ServerVerdict: Hashable, Sendable {
    /// It answers, and takes our credentials. The address is how it sees us, where it says so.
    case usable(mappedAddress: SocketAddress?)
    /// It is a TURN server and takes other credentials than ours.
    case credentialsRefused
    /// It answers with another error, such as 486 for one address too many.
    case refused(code: Int)
    /// It does not answer, or its name has no address.
    case unreachable
}
