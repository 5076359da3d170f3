// SPDX-License-Identifier: MIT

/// Why an HTTP message was refused; the connection ends with it.
public struct HTTPError: Error, Hashable, Sendable {
    /// What kind of rule was broken.
    public struct Code: Hashable, Sendable {
        private enum Kind: String {
            case malformed
            case targetTooLong
            case headTooLarge
            case bodyTooLarge
            case timedOut
            case unknownMethod
            case unknownVersion
            case unknownExpectation
            case truncated
            case refusedUpgrade
        }

        private let kind: Kind

        private init(_ kind: Kind) {
            self.kind = kind
        }

        /// Against the grammar, or open to two readings.
        public static let malformed = Code(.malformed)
        /// The first line is over the limit.
        public static let targetTooLong = Code(.targetTooLong)
        /// The header fields are over the limit in bytes or number.
        public static let headTooLarge = Code(.headTooLarge)
        /// The body is over the limit.
        public static let bodyTooLarge = Code(.bodyTooLarge)
        /// The message did not come in time; a retry can help.
        public static let timedOut = Code(.timedOut)
        /// A request method that the parser does not know.
        public static let unknownMethod = Code(.unknownMethod)
        /// Neither HTTP/1.0 nor HTTP/1.1.
        public static let unknownVersion = Code(.unknownVersion)
        /// An `Expect` other than `100-continue`.
        public static let unknownExpectation = Code(.unknownExpectation)
        /// The connection ended within a message; a retry can help.
        public static let truncated = Code(.truncated)
        /// The server answered a request to change the protocol with something else.
        public static let refusedUpgrade = Code(.refusedUpgrade)

        fileprivate var name: String { kind.rawValue }
    }

    /// What kind of rule was broken.
    public var code: Code
    /// One sentence for people.
    public var message: String

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - code: the kind of rule.
    ///   - message: one sentence for people; at most a few bytes of a peer's text.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    static func malformed(_ message: String) -> HTTPError {
        HTTPError(.malformed, message)
    }

    /// The status of a server's answer.
    public var status: HTTPStatus {
        switch code {
        case .targetTooLong: .uriTooLong
        case .headTooLarge: .headerFieldsTooLarge
        case .bodyTooLarge: .contentTooLarge
        case .timedOut: .requestTimeout
        case .unknownMethod: .notImplemented
        case .unknownVersion: .versionNotSupported
        case .unknownExpectation: .expectationFailed
        default: .badRequest
        }
    }
}

extension HTTPError.Code: CustomStringConvertible {
    /// The constant's name.
    public var description: String { name }
}

extension HTTPError: CustomStringConvertible {
    /// Code and message on one line.
    public var description: String { "\(code): \(message)" }
}
