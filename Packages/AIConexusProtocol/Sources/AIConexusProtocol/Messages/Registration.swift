// SPDX-License-Identifier: MIT

/// A gateway's `REGISTER`, the answer to an agent's: proof of its key, and the terms of the session.
///
/// ```json
/// {"epoch":1, "heartbeat_ms":30000, "ice_servers":[…], "limits":{…}, "nonce":"…", "public_key":"…", "session":"…"}
/// ```
/// Source: PROTOCOL_DESIGN, "Registration".
public struct Registration: Equatable, Sendable {
    /// What an agent may send.
    public struct Limits: Hashable, Sendable {
        /// Bytes in one message.
        public var maximumMessageByteCount: Int
        /// Messages in one second, on average.
        public var messagesPerSecond: Int

        /// Creates limits.
        public init(maximumMessageByteCount: Int, messagesPerSecond: Int) {
            self.maximumMessageByteCount = maximumMessageByteCount
            self.messagesPerSecond = messagesPerSecond
        }
    }

    /// The key that `from` names.
    public var publicKey: PublicKey
    /// The agent's challenge given back.
    public var nonce: Nonce
    /// The session's name, at most 128 characters.
    public var session: String
    /// The order of this DID's sessions at this gateway: a later one is greater.
    public var epoch: Int
    /// How often the agent is to send `PING`.
    public var heartbeatInterval: Duration
    /// What the agent may send.
    public var limits: Limits
    /// STUN and TURN servers for direct connections.
    public var iceServers: [ICEServer]

    /// Creates a gateway's answer.
    public init(
        publicKey: PublicKey,
        nonce: Nonce,
        session: String,
        epoch: Int,
        heartbeatInterval: Duration,
        limits: Limits,
        iceServers: [ICEServer] = []
    ) {
        self.publicKey = publicKey
        self.nonce = nonce
        self.session = session
        self.epoch = epoch
        self.heartbeatInterval = heartbeatInterval
        self.limits = limits
        self.iceServers = iceServers
    }

    init(checked object: JSONObject) {
        let limits = object[.limits]?.object ?? [:]
        self.init(
            publicKey: PublicKey(checkedBase58: object.text(.publicKey)),
            nonce: Nonce(checked: object.text(.nonce)),
            session: object.text(.session),
            epoch: object[.epoch]?.int ?? 0,
            heartbeatInterval: object.milliseconds(.heartbeatMilliseconds) ?? .zero,
            limits: Limits(
                maximumMessageByteCount: limits[.maximumMessageBytes]?.int ?? 0,
                messagesPerSecond: limits[.messagesPerSecond]?.int ?? 0
            ),
            iceServers: (object[.iceServers]?.array ?? []).compactMap(\.object).map(ICEServer.init(checked:))
        )
    }

    var json: JSONObject {
        var terms = JSONObject()
        terms.set(.maximumMessageBytes, limits.maximumMessageByteCount)
        terms.set(.messagesPerSecond, limits.messagesPerSecond)
        var object = JSONObject()
        object.set(.publicKey, publicKey.base58)
        object.set(.nonce, nonce.description)
        object.set(.session, session)
        object.set(.epoch, epoch)
        object.set(.heartbeatMilliseconds, heartbeatInterval)
        object.set(.limits, terms)
        object[.iceServers] = .array(iceServers.map { .object($0.json) })
        return object
    }
}
