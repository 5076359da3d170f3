// SPDX-License-Identifier: MIT

/// `UNREGISTER`: an agent leaves, or a draining gateway asks it to come back later.
///
/// `{"reason"?, "reconnect_after_ms"?}`. Source: PROTOCOL_DESIGN, "Registration".
public struct Unregister: Equatable, Sendable {
    /// Why, for people and logs; `draining` from a gateway that shuts down.
    public var reason: String?
    /// When to come back.
    public var reconnectAfter: Duration?

    /// Creates a farewell.
    public init(reason: String? = nil, reconnectAfter: Duration? = nil) {
        self.reason = reason
        self.reconnectAfter = reconnectAfter
    }

    init(checked object: JSONObject) {
        reason = object[.reason]?.string
        reconnectAfter = object.milliseconds(.reconnectAfterMilliseconds)
    }

    var json: JSONObject {
        var object = JSONObject()
        object.set(.reason, reason)
        object.set(.reconnectAfterMilliseconds, reconnectAfter)
        return object
    }
}
