// SPDX-License-Identifier: MIT

extension ClosedObject {
    /// Checks an object by itself, outside of a message.
    ///
    /// - Throws: `MALFORMED_MESSAGE` with the pointer within the object.
    func check(_ object: JSONObject) throws(ProtocolError) {
        let text = object.canonicalBytes()
        try ObjectChecker(toleratesUnknown: false).check(self, at: 0..<text.count, in: text.span)
    }
}

extension CapabilityDescriptor {
    /// Reads a descriptor that did not come in a registration, such as one in a gateway's list.
    ///
    /// - Parameter object: as ``json`` writes it.
    /// - Throws: `MALFORMED_MESSAGE` with the pointer within the object.
    public init(_ object: JSONObject) throws(ProtocolError) {
        try ClosedObject.capability.check(object)
        self.init(checked: object)
    }
}

extension ICEServer {
    /// Reads a server that did not come in a registration, such as one in the answer of `gateway.ice_servers`.
    ///
    /// - Parameter object: as ``json`` writes it.
    /// - Throws: `MALFORMED_MESSAGE` with the pointer within the object.
    public init(_ object: JSONObject) throws(ProtocolError) {
        try ClosedObject.iceServer.check(object)
        self.init(checked: object)
    }
}
