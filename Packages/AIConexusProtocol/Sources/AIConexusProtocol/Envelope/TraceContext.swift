// SPDX-License-Identifier: MIT

/// The W3C trace context of a message: `{"traceparent", "tracestate"?}`.
///
/// It is passed on as it came; whoever traces reads it. Source: W3C Trace Context; PROTOCOL_DESIGN, "Envelope".
public struct TraceContext: Equatable, Sendable {
    /// The position in the trace, as in `00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01`.
    public var traceparent: String
    /// What vendors add.
    public var tracestate: String?

    /// Creates a trace context.
    public init(traceparent: String, tracestate: String? = nil) {
        self.traceparent = traceparent
        self.tracestate = tracestate
    }

    init(checked object: JSONObject) {
        self.init(traceparent: object.text(.traceparent), tracestate: object[.tracestate]?.string)
    }

    var json: JSONObject {
        var object = JSONObject()
        object.set(.traceparent, traceparent)
        object.set(.tracestate, tracestate)
        return object
    }
}
