// SPDX-License-Identifier: MIT

/// `EXEC_REQUEST`: a call, of which every member is optional.
///
/// Source: PROTOCOL_DESIGN, "Messages".
public struct ExecRequest: Equatable, Sendable {
    /// The longest time for a call without `stream` that names none.
    public static let defaultTimeout = Duration.seconds(60)
    /// How many parts may be unacknowledged when the request names no window.
    public static let defaultWindow = 64
    /// The longest gap between parts when the request names none.
    public static let defaultIdleTimeout = Duration.seconds(60)

    /// The capability's id; an agent with one default capability may be called without.
    public var capability: String?
    /// The arguments; absent means `{}`.
    public var args: JSONObject?
    /// The longest time for the whole call; absent means 60 s, or none with `stream`; zero means none.
    public var timeout: Duration?
    /// Whether partial answers are welcome; absent means no.
    public var stream: Bool?
    /// How many parts may be unacknowledged, 1 or more; absent means 64.
    public var window: Int?
    /// The longest gap between parts; absent means 60 s; zero means none.
    public var idleTimeout: Duration?
    /// A key, at most 128 characters, under which the callee does the work at most once.
    public var idempotencyKey: String?
    /// Which attempt of a task this is, from 0.
    public var attempt: Int?
    /// A token that outdates earlier attempts, at most 128 characters.
    public var fence: String?
    /// The call or task that this one serves, at most 128 characters.
    public var parent: String?
    /// The text of the signed request on whose behalf a gateway calls.
    public var origin: String?

    /// Creates a call; members that stay `nil` are absent from the message.
    public init(capability: String? = nil, args: JSONObject? = nil) {
        self.capability = capability
        self.args = args
    }

    init(checked object: JSONObject) {
        capability = object[.capability]?.string
        args = object[.args]?.object
        timeout = object.milliseconds(.timeoutMilliseconds)
        stream = object[.stream]?.bool
        window = object[.window]?.int
        idleTimeout = object.milliseconds(.idleMilliseconds)
        idempotencyKey = object[.idempotencyKey]?.string
        attempt = object[.attempt]?.int
        fence = object[.fence]?.string
        parent = object[.parent]?.string
        origin = object[.origin]?.string
    }

    var json: JSONObject {
        var object = JSONObject()
        object.set(.capability, capability)
        object.set(.args, args)
        object.set(.timeoutMilliseconds, timeout)
        object.set(.stream, stream)
        object.set(.window, window)
        object.set(.idleMilliseconds, idleTimeout)
        object.set(.idempotencyKey, idempotencyKey)
        object.set(.attempt, attempt)
        object.set(.fence, fence)
        object.set(.parent, parent)
        object.set(.origin, origin)
        return object
    }
}
