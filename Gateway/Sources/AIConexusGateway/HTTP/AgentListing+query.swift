// SPDX-License-Identifier: MIT

package import AIConexusProtocol
package import AIConexusTransport

extension AgentListing {
    /// Reads the query of a request, as in `/agents?capability=text.upper&limit=10&cursor=did:key:…`.
    ///
    /// Names that mean nothing are passed over.
    ///
    /// - Throws: `INVALID_ARGUMENTS` with the name.
    package init(_ target: HTTPTarget) throws(ProtocolError) {
        self.init(text: target.queryValue("text").flatMap { $0.isEmpty ? nil : $0 })
        if let text = target.queryValue("capability") {
            guard let capability = CapabilityID(text) else {
                throw Self.invalid("capability", "the id of a capability")
            }
            self.capability = capability
        }
        if let text = target.queryValue("limit") {
            guard let limit = Int(decimal: text), (1...Self.maximumLimit).contains(limit) else {
                throw Self.invalid("limit", "a whole number from 1 to \(Self.maximumLimit)")
            }
            self.limit = limit
        }
        if let text = target.queryValue("cursor") {
            guard let cursor = try? DID(text) else { throw Self.invalid("cursor", "the cursor of an earlier answer") }
            self.cursor = cursor.publicKey
        }
    }

    private static func invalid(_ name: String, _ expected: String) -> ProtocolError {
        ProtocolError(.invalidArguments, "'\(name)' must be \(expected)", reason: name)
    }
}
