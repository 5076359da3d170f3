// SPDX-License-Identifier: MIT

/// The payload of `PING` and `PONG`: `{"load"?, "nonce"?, "sequence"?, "slots"?}`.
///
/// A `PING` is a sign of life, a gateway's challenge (with `nonce`), or the acknowledgement of a stream's parts (with a
/// request's id as `correlation_id`, and `sequence`). A `PONG` gives `sequence` and `nonce` back.
/// Source: PROTOCOL_DESIGN, "Messages".
public struct Heartbeat: Equatable, Sendable {
    /// A number that the answer repeats, or the last part consumed; 0 or more.
    public var sequence: Int?
    /// A text that the answer repeats, at most 64 characters.
    public var nonce: String?
    /// How busy the sender is, 0…1.
    public var load: Double?
    /// How many more calls the sender would take.
    public var slots: Int?

    /// Creates a heartbeat; members that stay `nil` are absent from the message.
    public init(sequence: Int? = nil, nonce: String? = nil, load: Double? = nil, slots: Int? = nil) {
        self.sequence = sequence
        self.nonce = nonce
        self.load = load
        self.slots = slots
    }

    init(checked object: JSONObject) {
        sequence = object[.sequence]?.int
        nonce = object[.nonce]?.string
        load = object[.load]?.double
        slots = object[.slots]?.int
    }

    var json: JSONObject {
        var object = JSONObject()
        object.set(.sequence, sequence)
        object.set(.nonce, nonce)
        object.set(.load, load)
        object.set(.slots, slots)
        return object
    }
}
