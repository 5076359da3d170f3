// SPDX-License-Identifier: MIT

/// An identity that everybody knows: the first key of RFC 8032 §7.1.
enum TestIdentity {
    static let did = "did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw"
    static let publicKey = "FVen3X669xLzsi6N2V91DoiyzHzg1uAgqiT8jZ9nS96Z"
    static let seed = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"

    static let keyFile = "aiconexus-ed25519-seed-v1 \(seed)\n"

    /// An unsigned message of that identity to itself.
    ///
    /// - Parameter members: JSON members that come first, each followed by a comma.
    /// - Returns: JSON in no particular form.
    static func message(_ members: String = "") -> String {
        #"{\#(members)"to":"\#(did)","type":"EXEC_REQUEST","payload":{"capability":"text.upper","args":{"b":1.0,"a":"\u00e9"}}}"#
    }
}
