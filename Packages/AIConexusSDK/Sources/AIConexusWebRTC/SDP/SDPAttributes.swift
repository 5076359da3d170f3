// SPDX-License-Identifier: MIT

/// The attributes of a session or of one of its sections: `a=<name>` or `a=<name>:<value>`.
struct SDPAttributes {
    /// One of them.
    struct Attribute {
        var name: Substring
        /// What follows the colon; empty where there is none.
        var value: Substring

        /// Cuts the text at the first colon.
        init(_ text: Substring) {
            let utf8 = text.utf8
            let end = utf8.firstIndex(of: UInt8(ascii: ":")) ?? utf8.endIndex
            name = Substring(utf8[..<end])
            value = Substring(utf8[end...].dropFirst())
        }
    }

    /// In the order of the text.
    var all: [Attribute] = []

    /// The values of all attributes of a name.
    func values(_ name: String) -> [Substring] {
        all.lazy.filter { $0.name == name }.map(\.value)
    }

    /// Whether there is an attribute of a name.
    func contains(_ name: String) -> Bool {
        all.contains { $0.name == name }
    }

    /// The value of an attribute that may be given once, `nil` where there is none.
    ///
    /// - Throws: `invalidDescription` when it is given several times: nobody could tell which one holds.
    func value(_ name: String) throws(PeerConnectionError) -> Substring? {
        let values = values(name)
        guard values.count <= 1 else {
            throw PeerConnectionError(.invalidDescription, "a description says a=\(name) twice")
        }
        return values.first
    }
}
