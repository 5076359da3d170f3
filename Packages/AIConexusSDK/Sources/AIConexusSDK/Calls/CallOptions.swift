// SPDX-License-Identifier: MIT

public import AIConexusProtocol

/// How a call is made, where the defaults will not do.
public struct CallOptions: Sendable {
    /// Whether the payload is sealed for the callee, so that the gateway cannot read it.
    public enum Sealing: Hashable, Sendable {
        /// Sealed when the callee has published a key.
        case automatic
        /// In the clear.
        case off
        /// Sealed, or not made at all.
        case required
    }

    /// The longest time for the whole call, retries included; `nil` means 60 s, and none for streams.
    public var timeout: Duration?
    /// The longest gap between the parts of a stream; zero for any.
    public var idleTimeout: Duration
    /// How many parts of a stream may be on their way or unread; 1 or more.
    public var window: Int
    /// Whether the payload is sealed.
    public var sealing: Sealing
    /// A key, at most 128 characters, under which the callee does the work at most once.
    ///
    /// Use the same key for calls that mean the same work, over restarts too.
    public var idempotencyKey: String?
    /// When and how often a failed call is made again.
    public var retry: RetryPolicy
    /// Which ways the call may take; `nil` for ``AgentConfiguration/paths``.
    public var paths: PathPolicy?
    /// About how many bytes will travel; 64 KiB and more make a direct path worth while from the first call.
    public var expectedByteCount: Int
    /// The trace that the call belongs to.
    public var trace: TraceContext?
    /// The call or task that this one serves, at most 128 characters.
    public var parent: String?

    /// Creates options.
    ///
    /// - Parameters:
    ///   - timeout: the longest time for the whole call.
    ///   - sealing: whether the payload is sealed.
    ///   - idempotencyKey: a key under which the callee does the work at most once.
    ///   - retry: when and how often a failed call is made again.
    ///   - paths: which ways the call may take.
    public init(
        timeout: Duration? = nil,
        sealing: Sealing = .automatic,
        idempotencyKey: String? = nil,
        retry: RetryPolicy = .standard,
        paths: PathPolicy? = nil
    ) {
        self.timeout = timeout
        self.sealing = sealing
        self.idempotencyKey = idempotencyKey
        self.retry = retry
        self.paths = paths
        idleTimeout = ExecRequest.defaultIdleTimeout
        window = ExecRequest.defaultWindow
        expectedByteCount = 0
    }
}
