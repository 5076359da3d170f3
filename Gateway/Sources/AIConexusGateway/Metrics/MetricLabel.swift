// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// What tells the numbers of one family apart; a closed set, so that no peer can make a new one.
package protocol MetricLabel: CaseIterable, RawRepresentable, Sendable where RawValue == Int {
    /// The label's name, as in `reason`.
    static var label: String { get }
    /// The label's values in the order of the cases, whose raw values count from 0.
    static var values: [String] { get }
}

/// The type of a message.
package enum MessageLabel: Int, MetricLabel {
    case register, unregister, offer, answer, iceCandidate, intent, execRequest, execResponse, error, ping, pong
    /// What could not be read as a message; it has no type.
    case unreadable

    package static let label = "type"
    package static let values = MessageType.allCases.map(\.rawValue) + ["unreadable"]

    /// The label of a type; `nil` for what could not be read as a message.
    package init(_ type: MessageType?) {
        switch type {
        case nil: self = .unreadable
        case .register: self = .register
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

/// What became of a message that came in.
package enum OutcomeLabel: Int, MetricLabel {
    /// It was passed on to another agent.
    case relayed
    /// It was for the gateway, which acted on it.
    case handled
    /// Its sender was told why not.
    case refused
    /// It was left without an answer, as the protocol says.
    case discarded

    package static let label = "outcome"
    package static let values = ["relayed", "handled", "refused", "discarded"]
}

/// Why a connection was not taken.
package enum ConnectionRefusalLabel: Int, MetricLabel {
    case total, perAddress, unauthenticated, handshake, origin, token, draining

    package static let label = "reason"
    package static let values = [
        "total", "per_address", "unauthenticated", "handshake", "origin", "token", "draining",
    ]
}

/// What became of a `REGISTER`.
package enum RegistrationLabel: Int, MetricLabel {
    /// A session began.
    case accepted
    /// A session began and ended an older one of the same agent.
    case takeover
    /// A session's description was replaced.
    case renewed
    /// It was refused.
    case refused

    package static let label = "outcome"
    package static let values = ["accepted", "takeover", "renewed", "refused"]
}

/// Why something that had been accepted did not arrive.
package enum DropLabel: Int, MetricLabel {
    /// The target's socket took nothing for too long.
    case slowConsumer
    /// The target's connection ended first.
    case targetGone
    /// An answer to the gateway belongs to nothing that it asked.
    case unmatchedAnswer

    package static let label = "reason"
    package static let values = ["slow_consumer", "target_gone", "unmatched_answer"]
}

/// Where bytes went.
package enum DirectionLabel: Int, MetricLabel {
    case incoming, outgoing

    package static let label = "direction"
    package static let values = ["in", "out"]
}

/// How far a connection has come.
package enum ConnectionStateLabel: Int, MetricLabel {
    /// It speaks HTTP, or has not said anything.
    case http
    /// It speaks WebSocket and has no session, or none any more.
    case unregistered
    case registered

    package static let label = "state"
    package static let values = ["http", "unregistered", "registered"]
}

/// Where messages wait.
package enum QueueLabel: Int, MetricLabel {
    /// For their target's socket.
    case outbound
    /// For the loop of their target.
    case handover

    package static let label = "queue"
    package static let values = ["outbound", "handover"]
}

/// What an HTTP request was for.
package enum EndpointLabel: Int, MetricLabel {
    case health, ready, agents, metrics, admin, webSocket, other

    package static let label = "endpoint"
    package static let values = ["health", "ready", "agents", "metrics", "admin", "ws", "other"]
}

/// How an HTTP request was answered.
package enum StatusLabel: Int, MetricLabel {
    case success, redirect, refused, failed

    package static let label = "status"
    package static let values = ["2xx", "3xx", "4xx", "5xx"]

    /// The class of a status; 101 is a success.
    package init(_ status: Int) {
        switch status {
        case ..<300: self = .success
        case ..<400: self = .redirect
        case ..<500: self = .refused
        default: self = .failed
        }
    }
}

/// With which code a connection was closed.
package enum CloseLabel: Int, MetricLabel {
    case normal, goingAway, protocolError, unsupportedData, invalidText, tooBig
    case draining, slowConsumer, heartbeatMissed, rateLimited, internalFault, registrationTimeout
    case authenticationFailed, superseded, violation, denied, tooLarge
    /// The connection ended without a code.
    case none
    /// Any other code.
    case other

    package static let label = "code"
    package static let values = numbers.map(String.init) + ["none", "other"]

    private static let numbers: [UInt16] = [
        1_000, 1_001, 1_002, 1_003, 1_007, 1_009,
        4_000, 4_001, 4_002, 4_004, 4_005, 4_006, 4_500, 4_501, 4_503, 4_505, 4_507,
    ]

    /// The label of a code; `nil` for a connection that ended without one.
    package init(_ code: UInt16?) {
        guard let code else {
            self = .none
            return
        }
        self = Self.numbers.firstIndex(of: code).flatMap(CloseLabel.init(rawValue:)) ?? .other
    }
}

/// With which error something was refused.
package struct ErrorCodeLabel: MetricLabel {
    package let rawValue: Int

    package static let label = "code"
    package static let values = ErrorCode.allCases.map(\.wireName)
    package static let allCases = values.indices.map(ErrorCodeLabel.init(known:))

    private static let places = Dictionary(uniqueKeysWithValues: zip(ErrorCode.allCases, ErrorCode.allCases.indices))

    package init?(rawValue: Int) {
        guard Self.values.indices.contains(rawValue) else { return nil }
        self.init(known: rawValue)
    }

    package init(_ code: ErrorCode) {
        guard let place = Self.places[code] else { preconditionFailure("\(code) is not among all codes") }
        self.init(known: place)
    }

    private init(known rawValue: Int) {
        self.rawValue = rawValue
    }
}
