// SPDX-License-Identifier: MIT

/// One member that a closed object may have.
struct MemberRule: Sendable {
    let name: WireName
    let shape: Shape
    let isRequired: Bool
    /// The shape's JSON type, kept because it is asked for with every message.
    private let kind: JSONKind?

    private init(_ name: WireName, _ shape: Shape, isRequired: Bool) {
        self.name = name
        self.shape = shape
        self.isRequired = isRequired
        kind = shape.kind
    }

    /// Whether the member is right beyond doubt; false also for what must be looked into.
    func accepts(_ slot: MemberSlot, in bytes: Span<UInt8>) -> Bool {
        (kind == slot.kind || kind == nil) && shape.accepts(slot, in: bytes)
    }

    static func required(_ name: WireName, _ shape: Shape) -> MemberRule {
        MemberRule(name, shape, isRequired: true)
    }

    static func optional(_ name: WireName, _ shape: Shape) -> MemberRule {
        MemberRule(name, shape, isRequired: false)
    }
}

/// The members that a closed object may have.
struct ObjectSchema: Sendable {
    /// All of them, in the order in which canonical text holds them.
    let rules: [MemberRule]
    /// Those that must be there, in the order of PROTOCOL_DESIGN.
    let required: [MemberRule]

    init(_ rules: [MemberRule]) {
        required = rules.filter(\.isRequired)
        self.rules = rules.sorted { $0.name.rawValue < $1.name.rawValue }
    }

    /// The names, for messages to people.
    var memberList: String { rules.map(\.name.rawValue).joined(separator: ", ") }
}

extension ClosedObject {
    /// PROTOCOL_DESIGN, "Messages", "Capability descriptors" and "Sealed payloads", member by member.
    var rules: [MemberRule] {
        switch self {
        case .register: Self.registerRules
        case .registration: Self.registrationRules
        case .unregister: [.optional(.reason, .string), .optional(.reconnectAfterMilliseconds, .integer)]
        case .offer, .answer: [.required(.sdp, .string)]
        case .iceCandidate:
            [
                .required(.candidate, .string), .optional(.sdpMediaID, .string),
                .optional(.sdpMediaLineIndex, .integer),
            ]
        case .intent: Self.intentRules
        case .execRequest: Self.execRequestRules
        case .execResponse: Self.execResponseRules
        case .error:
            [
                .required(.code, .word(.errorCode)), .required(.message, .string), .optional(.details, .openObject),
                .optional(.retryable, .boolean), .optional(.retryAfterMilliseconds, .integer),
            ]
        case .ping, .pong:
            [
                .optional(.sequence, .integer), .optional(.nonce, .string(maximumCharacterCount: 64)),
                .optional(.load, .unitInterval), .optional(.slots, .integer),
            ]
        default: nestedRules
        }
    }

    private var nestedRules: [MemberRule] {
        switch self {
        case .agentCard:
            [
                .required(.name, .string), .optional(.description, .string), .optional(.version, .string),
                .optional(.url, .string),
            ]
        case .limits: [.required(.maximumMessageBytes, .integer), .required(.messagesPerSecond, .integer)]
        case .iceServer:
            [
                .required(.urls, .strings), .optional(.username, .string), .optional(.credential, .string),
                .optional(.expires, .timestamp),
            ]
        case .capability: Self.capabilityRules
        case .cost: [.required(.amount, .decimal), .required(.currency, .string)]
        case .sealedPayload: [.required(.sealed, .object(.sealed))]
        case .sealed:
            [
                .required(.fromKex, .base64URL(byteCount: 32)), .required(.toKex, .base64URL(byteCount: 32)),
                .required(.nonce, .base64URL(byteCount: 24)), .required(.box, .base64URLAtLeast(byteCount: 16)),
            ]
        case .trace: [.required(.traceparent, .string), .optional(.tracestate, .string)]
        default: preconditionFailure("\(self) has rules of its own")
        }
    }

    private static let registerRules: [MemberRule] = [
        .required(.publicKey, .publicKey), .optional(.nonce, .base64URL(byteCount: 32)),
        .optional(.clientNonce, .base64URL(byteCount: 32)), .optional(.audience, .string),
        .optional(.instance, .uuid), .optional(.kex, .base64URL(byteCount: 32)),
        .optional(.agent, .object(.agentCard)),
        .optional(.capabilities, .objects(.capability, maximumCount: CapabilityDescriptor.maximumCountPerAgent)),
    ]

    private static let registrationRules: [MemberRule] = [
        .required(.publicKey, .publicKey), .required(.nonce, .base64URL(byteCount: 32)),
        .required(.session, .identifier), .required(.epoch, .integer), .required(.heartbeatMilliseconds, .integer),
        .required(.limits, .object(.limits)), .required(.iceServers, .objects(.iceServer, maximumCount: 64)),
    ]

    private static let intentRules: [MemberRule] = [
        .optional(.query, .string), .optional(.context, .string), .optional(.task, .string),
        .optional(.params, .openObject), .optional(.status, .word(.intentStatus)), .optional(.requiredInput, .string),
        .optional(.cost, .string), .optional(.contract, .openObject),
    ]

    private static let execRequestRules: [MemberRule] = [
        .optional(.capability, .string(maximumCharacterCount: CapabilityID.maximumCharacterCount)),
        .optional(.args, .openObject), .optional(.timeoutMilliseconds, .integer), .optional(.stream, .boolean),
        .optional(.window, .positiveInteger), .optional(.idleMilliseconds, .integer),
        .optional(.idempotencyKey, .identifier), .optional(.attempt, .integer), .optional(.fence, .identifier),
        .optional(.parent, .identifier), .optional(.origin, .string),
    ]

    private static let execResponseRules: [MemberRule] = [
        .required(.status, .word(.responseStatus)), .optional(.result, .value), .optional(.error, .string),
        .optional(.code, .word(.errorCode)), .optional(.sequence, .integer),
        .optional(.executionTimeMilliseconds, .nonNegativeNumber), .optional(.streamURL, .string),
    ]

    private static let capabilityRules: [MemberRule] = [
        .required(.id, .capabilityID), .required(.description, .string), .optional(.inputSchema, .openObject),
        .optional(.outputSchema, .openObject), .optional(.tags, .strings), .optional(.cost, .object(.cost)),
        .optional(.concurrency, .positiveInteger), .optional(.semantics, .word(.semantics)),
        .optional(.streaming, .boolean), .optional(.annotations, .openObject),
    ]
}

extension Shape {
    /// `session`, `fence`, `parent` and `idempotency_key`: a string of at most 128 characters.
    static let identifier = Shape.string(maximumCharacterCount: 128)
}
