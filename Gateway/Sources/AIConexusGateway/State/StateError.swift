// SPDX-License-Identifier: MIT

/// Why a file of the gateway's could not be read or written.
package struct StateError: Error, Hashable, Sendable {
    /// The kinds of failure.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Name: String {
            case system, missing, tooLarge, malformed, exposed, noPlace, full
        }

        private let name: Name

        private init(_ name: Name) {
            self.name = name
        }

        /// The name of the constant.
        package var description: String { name.rawValue }

        /// The system refused a call, on a full disk for instance.
        package static let system = Code(.system)
        /// There is no such file.
        package static let missing = Code(.missing)
        /// The file is larger than its kind may be.
        package static let tooLarge = Code(.tooLarge)
        /// The file does not hold what it should; the message has the line.
        package static let malformed = Code(.malformed)
        /// Others than its owner have access to a file that must be secret, or it is none of ours.
        package static let exposed = Code(.exposed)
        /// Nothing says where state is to be kept.
        package static let noPlace = Code(.noPlace)
        /// As much is kept as may be.
        package static let full = Code(.full)
    }

    /// The kind of failure.
    package let code: Code
    /// One line for people; has the path, and nothing of the file's content.
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension StateError: CustomStringConvertible {
    /// The message.
    package var description: String { message }
}
