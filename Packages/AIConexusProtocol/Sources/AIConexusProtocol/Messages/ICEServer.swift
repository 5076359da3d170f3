// SPDX-License-Identifier: MIT

/// A STUN or TURN server: `{"credential", "expires", "urls", "username"}`, of which only `urls` is required.
///
/// Source: PROTOCOL_DESIGN, "Messages".
public struct ICEServer: Equatable, Sendable {
    /// Addresses as in `stun:host:port` and `turn:host:port?transport=tcp` (RFC 7064, RFC 7065).
    public var urls: [String]
    /// The user, for TURN.
    public var username: String?
    /// The password, for TURN.
    public var credential: String?
    /// When the password ends.
    public var expires: Timestamp?

    /// Creates a server.
    public init(urls: [String], username: String? = nil, credential: String? = nil, expires: Timestamp? = nil) {
        self.urls = urls
        self.username = username
        self.credential = credential
        self.expires = expires
    }

    init(checked object: JSONObject) {
        self.init(
            urls: (object[.urls]?.array ?? []).compactMap(\.string),
            username: object[.username]?.string,
            credential: object[.credential]?.string,
            expires: object[.expires]?.string.flatMap(Timestamp.init)
        )
    }

    /// The server as it travels.
    public var json: JSONObject {
        var object = JSONObject()
        object[.urls] = .array(urls.map(JSONValue.string))
        object.set(.username, username)
        object.set(.credential, credential)
        object.set(.expires, expires?.description)
        return object
    }
}
