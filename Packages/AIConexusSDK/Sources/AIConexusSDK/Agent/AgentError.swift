// SPDX-License-Identifier: MIT

/// A mistake in how an agent was set up.
public struct AgentError: Error, Hashable, Sendable {
    /// The kinds of mistake.
    public struct Code: Hashable, Sendable {
        private enum Name: String {
            case invalidCapability, undescribableType, tooManyCapabilities, invalidName
        }

        private let name: Name

        private init(_ name: Name) {
            self.name = name
        }

        /// The text is no capability's id, or its options make no sense.
        public static let invalidCapability = Code(.invalidCapability)
        /// No JSON Schema can be derived from the type; conform it to `CapabilitySchema`.
        public static let undescribableType = Code(.undescribableType)
        /// The agent has as many capabilities as one may have.
        public static let tooManyCapabilities = Code(.tooManyCapabilities)
        /// The text cannot be an agent's name.
        public static let invalidName = Code(.invalidName)
    }

    /// The kind of mistake.
    public var code: Code
    /// One sentence for people.
    public var message: String

    /// Creates an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension AgentError.Code: CustomStringConvertible {
    /// The constant's name.
    public var description: String { name.rawValue }
}

extension AgentError: CustomStringConvertible {
    /// Code and message on one line.
    public var description: String { "\(code): \(message)" }
}
