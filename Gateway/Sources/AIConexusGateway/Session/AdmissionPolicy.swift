// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// Who may register, once a registration is proved.
package struct AdmissionPolicy: Hashable, Sendable {
    /// What an agent must have.
    package enum Requirement: Hashable, Sendable {
        /// Nothing.
        case none
        /// A place in the list.
        case listed(Set<PublicKey>)
        /// An enrolment token, shown when the connection was made.
        case token
    }

    /// What an agent must have.
    package var requirement: Requirement
    /// Who may not register, whatever they have.
    package var denied: Set<PublicKey>

    package init(requirement: Requirement = .none, denied: Set<PublicKey> = []) {
        self.requirement = requirement
        self.denied = denied
    }

    /// Whether the agent may register.
    ///
    /// - Parameters:
    ///   - key: whose registration was proved.
    ///   - hasToken: whether its connection came with a valid enrolment token.
    /// - Returns: the verdict.
    package func admits(_ key: PublicKey, hasToken: Bool) -> Bool {
        guard !denied.contains(key) else { return false }
        return switch requirement {
        case .none: true
        case .listed(let keys): keys.contains(key)
        case .token: hasToken
        }
    }
}
