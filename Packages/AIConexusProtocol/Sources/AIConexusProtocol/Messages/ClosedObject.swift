// SPDX-License-Identifier: MIT

/// The objects whose members PROTOCOL_DESIGN lists: payloads, and what stands inside them.
enum ClosedObject: Int, Sendable, CaseIterable {
    case register, registration, unregister, offer, answer, iceCandidate, intent, execRequest, execResponse, error
    case ping, pong, sealedPayload
    case agentCard, limits, iceServer, capability, cost, sealed, trace

    /// What the object is called in messages to people.
    var title: String {
        switch self {
        case .register: "REGISTER"
        case .registration: "a gateway's REGISTER"
        case .unregister: "UNREGISTER"
        case .offer: "OFFER"
        case .answer: "ANSWER"
        case .iceCandidate: "ICE_CANDIDATE"
        case .intent: "INTENT"
        case .execRequest: "EXEC_REQUEST"
        case .execResponse: "EXEC_RESPONSE"
        case .error: "ERROR"
        case .ping: "PING"
        case .pong: "PONG"
        case .sealedPayload: "a sealed payload"
        case .agentCard: "an agent's card"
        case .limits: "a gateway's limits"
        case .iceServer: "an ICE server"
        case .capability: "a capability descriptor"
        case .cost: "a cost"
        case .sealed: "a sealed box"
        case .trace: "a trace"
        }
    }

    /// The members it may have.
    var schema: ObjectSchema { Self.schemas[rawValue] }

    private static let schemas = allCases.map { ObjectSchema($0.rules) }
}

extension ClosedObject {
    /// The shape of a payload that is not sealed; `session` marks a gateway's `REGISTER`.
    init(payloadOf type: MessageType, _ slots: borrowing MemberSlots) {
        switch type {
        case .register: self = slots.contains(.session) ? .registration : .register
        case .unregister: self = .unregister
        case .offer: self = .offer
        case .answer: self = .answer
        case .iceCandidate: self = .iceCandidate
        case .intent: self = .intent
        case .execRequest: self = .execRequest
        case .execResponse: self = .execResponse
        case .error: self = .error
        case .ping: self = .ping
        case .pong: self = .pong
        }
    }
}
