// SPDX-License-Identifier: MIT

/// Where a client stands with its gateway.
///
/// `disconnected → connecting → connected`; from there back to `connecting` when the connection is lost, and through
/// `disconnecting` to `disconnected` when the client leaves. `error` is the end that nobody asked for.
public enum GatewayState: Equatable, Sendable {
    /// Not started, or left in order.
    case disconnected
    /// Connecting and registering, or waiting to try again.
    ///
    /// `failures` counts attempts that failed in a row, and `reason` is why the last one did or why the session before
    /// was lost.
    case connecting(failures: Int, reason: GatewayError?)
    /// Registered.
    case connected(GatewaySession)
    /// Leaving: what is queued is sent, then the session is given back.
    case disconnecting
    /// Ended by something that a retry cannot mend, or by the last permitted attempt.
    case error(GatewayError)

    /// The session, while there is one.
    public var session: GatewaySession? {
        if case .connected(let session) = self { session } else { nil }
    }

    /// The end that nobody asked for.
    public var error: GatewayError? {
        if case .error(let error) = self { error } else { nil }
    }

    /// Whether nothing more will happen unless the client is started again.
    public var isFinal: Bool {
        switch self {
        case .disconnected, .error: true
        case .connecting, .connected, .disconnecting: false
        }
    }
}
