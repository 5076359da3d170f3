// SPDX-License-Identifier: MIT

/// An agent's `REGISTER`: who it is, what it offers, and the answer to the gateway's challenge.
///
/// ```json
/// {"agent":{…}, "audience":"host:port", "capabilities":[…], "client_nonce":"…", "instance":"…", "kex":"…",
///  "nonce":"…", "public_key":"…"}
/// ```
/// Source: PROTOCOL_DESIGN, "Registration".
public struct Register: Equatable, Sendable {
    /// The key that `from` names.
    public var publicKey: PublicKey
    /// The gateway's challenge given back; absent when an agent only replaces its description.
    public var nonce: Nonce?
    /// The agent's own challenge, which the gateway's answer gives back.
    public var clientNonce: Nonce?
    /// The gateway as dialled: host in lower case, a colon, the port.
    public var audience: String?
    /// The process, made fresh at its start.
    public var instance: MessageID?
    /// The key to seal payloads for this process.
    public var keyExchangeKey: KeyExchangePublicKey?
    /// What people see of the agent.
    public var agent: AgentCard?
    /// What the agent offers, at most 1 000 capabilities.
    public var capabilities: [CapabilityDescriptor]

    /// Creates a registration; members left out are absent from the message.
    public init(
        publicKey: PublicKey,
        nonce: Nonce? = nil,
        clientNonce: Nonce? = nil,
        audience: String? = nil,
        instance: MessageID? = nil,
        keyExchangeKey: KeyExchangePublicKey? = nil,
        agent: AgentCard? = nil,
        capabilities: [CapabilityDescriptor] = []
    ) {
        self.publicKey = publicKey
        self.nonce = nonce
        self.clientNonce = clientNonce
        self.audience = audience
        self.instance = instance
        self.keyExchangeKey = keyExchangeKey
        self.agent = agent
        self.capabilities = capabilities
    }

    init(checked object: JSONObject) {
        publicKey = PublicKey(checkedBase58: object.text(.publicKey))
        nonce = object[.nonce]?.string.flatMap(Nonce.init)
        clientNonce = object[.clientNonce]?.string.flatMap(Nonce.init)
        audience = object[.audience]?.string
        instance = object[.instance]?.string.flatMap(MessageID.init)
        // The schema has seen the text, so reading it does not fail.
        keyExchangeKey = object[.kex]?.string.flatMap { try? KeyExchangePublicKey(base64URL: $0) }
        agent = object[.agent]?.object.map(AgentCard.init(checked:))
        capabilities = (object[.capabilities]?.array ?? []).compactMap(\.object).map(
            CapabilityDescriptor.init(checked:)
        )
    }

    var json: JSONObject {
        var object = JSONObject()
        object.set(.publicKey, publicKey.base58)
        object.set(.nonce, nonce?.description)
        object.set(.clientNonce, clientNonce?.description)
        object.set(.audience, audience)
        object.set(.instance, instance?.description)
        object.set(.kex, keyExchangeKey?.base64URL)
        object.set(.agent, agent?.json)
        if !capabilities.isEmpty { object[.capabilities] = .array(capabilities.map { .object($0.json) }) }
        return object
    }
}
