// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// Which agents a request asks for: `/agents?capability=text.upper&limit=10&cursor=did:key:…`.
package struct AgentsQuery: Hashable, Sendable {
    /// The most agents on one page.
    package static let maximumLimit = 1_000
    /// The agents on one page when the request names no limit.
    package static let defaultLimit = 100

    /// Only agents that offer this.
    package var capability: CapabilityID?
    /// Only agents with this in their name or description.
    package var text: String?
    /// The most agents on the page.
    package var limit = defaultLimit
    /// The last agent of the page before.
    package var cursor: DID?

    /// Reads a query; names that mean nothing are passed over.
    ///
    /// - Parameter value: the decoded value that the query gives to a name.
    /// - Throws: `INVALID_ARGUMENTS` with the name.
    package init(_ value: (String) -> String?) throws(ProtocolError) {
        if let text = value("capability") {
            guard let capability = CapabilityID(text) else {
                throw Self.invalid("capability", "the id of a capability")
            }
            self.capability = capability
        }
        text = value("text").flatMap { $0.isEmpty ? nil : $0 }
        if let text = value("limit") {
            guard let limit = Int(decimal: text), (1...Self.maximumLimit).contains(limit) else {
                throw Self.invalid("limit", "a whole number from 1 to \(Self.maximumLimit)")
            }
            self.limit = limit
        }
        if let text = value("cursor") {
            guard let cursor = try? DID(text) else { throw Self.invalid("cursor", "the cursor of an earlier answer") }
            self.cursor = cursor
        }
    }

    private static func invalid(_ name: String, _ expected: String) -> ProtocolError {
        ProtocolError(.invalidArguments, "'\(name)' must be \(expected)", reason: name)
    }
}
