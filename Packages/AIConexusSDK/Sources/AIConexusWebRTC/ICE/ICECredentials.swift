// SPDX-License-Identifier: MIT

/// The name and the password by which connectivity checks are recognised (RFC 8445 §5.3).
struct ICECredentials: Hashable {
    /// The name (`ice-ufrag`), 4 to 256 characters.
    var name: String
    /// The password (`ice-pwd`), 22 to 256 characters.
    var password: String
}
