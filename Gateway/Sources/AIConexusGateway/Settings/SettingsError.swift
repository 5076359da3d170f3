// SPDX-License-Identifier: MIT

/// Why a gateway cannot start with the settings that it was given.
package struct SettingsError: Error, Hashable, Sendable {
    /// The kinds of failure.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Name: String {
            case unknown, invalid, conflict, unreadable
        }

        private let name: Name

        private init(_ name: Name) {
            self.name = name
        }

        /// The name of the constant.
        package var description: String { name.rawValue }

        /// A name that is no setting's.
        package static let unknown = Code(.unknown)
        /// A value that the setting does not take.
        package static let invalid = Code(.invalid)
        /// Settings that exclude or need each other.
        package static let conflict = Code(.conflict)
        /// A file that cannot be read, or does not hold what it should.
        package static let unreadable = Code(.unreadable)
    }

    /// The kind of failure.
    package let code: Code
    /// One line for people: where the fault is, the value, and what is expected.
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension SettingsError: CustomStringConvertible {
    /// The message.
    package var description: String { message }
}
