// SPDX-License-Identifier: MIT

/// A request method, as in `GET`.
///
/// Case matters. Source: RFC 9110 §9.
public struct HTTPMethod: Hashable, Sendable {
    /// The method as it stands on the wire.
    public let text: String

    /// The method written as `text`, or `nil` when that is not a token.
    public init?(_ text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy(HTTPCharacter.isToken) else { return nil }
        self.text = text
    }

    private init(known text: String) {
        self.text = text
    }

    /// `GET`: send a representation.
    public static let get = HTTPMethod(known: "GET")
    /// `HEAD`: send the header of a representation.
    public static let head = HTTPMethod(known: "HEAD")
    /// `POST`: process the body.
    public static let post = HTTPMethod(known: "POST")
    /// `PUT`: store the body.
    public static let put = HTTPMethod(known: "PUT")
    /// `PATCH`: change a part.
    public static let patch = HTTPMethod(known: "PATCH")
    /// `DELETE`: remove.
    public static let delete = HTTPMethod(known: "DELETE")
    /// `OPTIONS`: say what can be done.
    public static let options = HTTPMethod(known: "OPTIONS")
    /// `CONNECT`: open a tunnel through a proxy.
    public static let connect = HTTPMethod(known: "CONNECT")
}

extension HTTPMethod: CustomStringConvertible {
    /// The method as it stands on the wire.
    public var description: String { text }
}
