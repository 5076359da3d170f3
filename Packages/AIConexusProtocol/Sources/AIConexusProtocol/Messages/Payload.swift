// SPDX-License-Identifier: MIT

/// The payload of a message: one case for each shape that PROTOCOL_DESIGN lists under "Messages".
///
/// `REGISTER` has two shapes, told apart by `session`; the three types that may be sealed share a third.
public enum Payload: Equatable, Sendable {
    /// `REGISTER` from an agent.
    case register(Register)
    /// `REGISTER` from a gateway, its answer.
    case registration(Registration)
    /// `UNREGISTER`.
    case unregister(Unregister)
    /// `OFFER`.
    case offer(Offer)
    /// `ANSWER`.
    case answer(Answer)
    /// `ICE_CANDIDATE`.
    case iceCandidate(ICECandidateMessage)
    /// `INTENT`.
    case intent(Intent)
    /// `EXEC_REQUEST`.
    case execRequest(ExecRequest)
    /// `EXEC_RESPONSE`.
    case execResponse(ExecResponse)
    /// `ERROR`.
    case error(ErrorReport)
    /// `PING`.
    case ping(Heartbeat)
    /// `PONG`.
    case pong(Heartbeat)
    /// `INTENT`, `EXEC_REQUEST` or `EXEC_RESPONSE`, sealed for one reader.
    case sealed(MessageType, SealedPayload)

    /// The type of message that carries this payload.
    public var type: MessageType {
        switch self {
        case .register, .registration: .register
        case .unregister: .unregister
        case .offer: .offer
        case .answer: .answer
        case .iceCandidate: .iceCandidate
        case .intent: .intent
        case .execRequest: .execRequest
        case .execResponse: .execResponse
        case .error: .error
        case .ping: .ping
        case .pong: .pong
        case .sealed(let type, _): type
        }
    }

    /// The payload as it travels.
    public var json: JSONObject {
        switch self {
        case .register(let payload): payload.json
        case .registration(let payload): payload.json
        case .unregister(let payload): payload.json
        case .offer(let payload): payload.json
        case .answer(let payload): payload.json
        case .iceCandidate(let payload): payload.json
        case .intent(let payload): payload.json
        case .execRequest(let payload): payload.json
        case .execResponse(let payload): payload.json
        case .error(let payload): payload.json
        case .ping(let payload), .pong(let payload): payload.json
        case .sealed(_, let payload): payload.json
        }
    }
}

extension Payload {
    /// Reads an object that has passed its schema.
    init(checked object: JSONObject, of type: MessageType) {
        switch type {
        case .register:
            self =
                object[.session] == nil
                ? .register(Register(checked: object)) : .registration(Registration(checked: object))
        case .unregister: self = .unregister(Unregister(checked: object))
        case .offer: self = .offer(Offer(sdp: object.text(.sdp)))
        case .answer: self = .answer(Answer(sdp: object.text(.sdp)))
        case .iceCandidate: self = .iceCandidate(ICECandidateMessage(checked: object))
        case .error: self = .error(ErrorReport(checked: object))
        case .ping: self = .ping(Heartbeat(checked: object))
        case .pong: self = .pong(Heartbeat(checked: object))
        case .intent, .execRequest, .execResponse:
            if let box = object[.sealed]?.object {
                self = .sealed(type, SealedPayload(checked: box))
            } else {
                self.init(checkedOpen: object, of: type)
            }
        }
    }

    private init(checkedOpen object: JSONObject, of type: MessageType) {
        switch type {
        case .intent: self = .intent(Intent(checked: object))
        case .execRequest: self = .execRequest(ExecRequest(checked: object))
        default: self = .execResponse(ExecResponse(checked: object))
        }
    }
}
