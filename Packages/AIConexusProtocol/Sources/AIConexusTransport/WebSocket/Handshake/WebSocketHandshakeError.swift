// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// Why an opening handshake was refused.
public struct WebSocketHandshakeError: Error, Hashable, Sendable {
    /// What was wrong.
    public struct Code: Hashable, Sendable {
        private enum Kind: String {
            case notAnUpgrade
            case unsupportedVersion
            case invalidKey
            case originRefused
            case subprotocol
            case extensions
            case malformedRequest
            case unexpectedStatus
            case wrongAccept
        }

        private let kind: Kind

        private init(_ kind: Kind) {
            self.kind = kind
        }

        /// The request or response does not change the protocol to `websocket`.
        public static let notAnUpgrade = Code(.notAnUpgrade)
        /// The client speaks another version than 13.
        public static let unsupportedVersion = Code(.unsupportedVersion)
        /// The client's key is missing, repeated, or not 16 bytes of base64.
        public static let invalidKey = Code(.invalidKey)
        /// A browser's page of this origin may not connect.
        public static let originRefused = Code(.originRefused)
        /// The client offers no subprotocol spoken here, or the server chose one that was not offered.
        public static let subprotocol = Code(.subprotocol)
        /// The extensions are unreadable, or the server chose what was not offered.
        public static let extensions = Code(.extensions)
        /// The request has another method, version or a body.
        public static let malformedRequest = Code(.malformedRequest)
        /// The server answered with another status than 101; see ``WebSocketHandshakeError/status``.
        public static let unexpectedStatus = Code(.unexpectedStatus)
        /// The server did not prove that it read the key: a cache or something else answered.
        public static let wrongAccept = Code(.wrongAccept)

        fileprivate var name: String { kind.rawValue }
    }

    /// What was wrong.
    public var code: Code
    /// One sentence for people.
    public var message: String
    /// The status of a server's answer: the one that it sent, or that this side sends.
    public var status: HTTPStatus

    init(_ code: Code, _ message: String, status: HTTPStatus = .badRequest) {
        self.code = code
        self.message = message
        self.status = status
    }
}

extension WebSocketHandshakeError {
    /// The answer by which a server refuses.
    public var response: HTTPResponse {
        var headers: HTTPHeaders = [:]
        var errorCode = ErrorCode.malformedMessage
        switch code {
        case .notAnUpgrade, .unsupportedVersion:
            // RFC 6455 §4.4: the answer names the versions that would be taken.
            headers = [.upgrade: "websocket", .connection: "Upgrade", .secWebSocketVersion: "13"]
            if code == .unsupportedVersion { errorCode = .unsupportedVersion }
        case .originRefused: errorCode = .permissionDenied
        default: break
        }
        if status == .methodNotAllowed { headers[.allow] = "GET" }
        return .error(status, errorCode, message, headers: headers)
    }
}

extension WebSocketHandshakeError: CustomStringConvertible {
    /// Code and message on one line.
    public var description: String { "\(code.name): \(message)" }
}
