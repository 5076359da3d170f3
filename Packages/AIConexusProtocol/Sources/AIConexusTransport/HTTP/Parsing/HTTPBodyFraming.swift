// SPDX-License-Identifier: MIT

/// How the length of a message's body is known.
///
/// Source: RFC 9112 §6.3. Where the RFC lets a recipient repair a message with two lengths, it is refused here.
enum HTTPBodyFraming: Equatable, Sendable {
    case none
    case length(Int)
    case chunked
    /// A response's body that ends with the connection.
    case untilEnd

    /// Of a request.
    ///
    /// - Throws: `.malformed` for a length in two ways, twice or not in digits, and for any coding but `chunked`.
    init(ofRequest head: HTTPHead) throws(HTTPError) {
        self = try Self.declared(by: head) ?? .none
    }

    /// Of the response to a request with `method`.
    ///
    /// - Throws: as for a request.
    init(ofResponse head: HTTPHead, to method: HTTPMethod) throws(HTTPError) {
        let declared = try Self.declared(by: head)
        let forbidsBody = HTTPStatus(head.statusCode)?.forbidsBody ?? true
        let opensTunnel = method == .connect && head.statusCode / 100 == 2
        self = forbidsBody || opensTunnel || method == .head ? .none : declared ?? .untilEnd
    }

    private static func declared(by head: HTTPHead) throws(HTTPError) -> HTTPBodyFraming? {
        let codings = head.headers.values(.transferEncoding)
        let lengths = head.headers.values(.contentLength)
        guard codings.isEmpty || lengths.isEmpty else { throw .malformed("two ways to frame the body") }
        if !codings.isEmpty {
            guard head.version == .http11 else { throw .malformed("transfer coding in HTTP/1.0") }
            guard codings.count == 1, codings[0].lowercased() == "chunked" else {
                throw .malformed("transfer coding other than chunked")
            }
            return .chunked
        }
        guard let text = lengths.first else { return nil }
        guard lengths.count == 1 else { throw .malformed("more than one Content-Length") }
        guard !text.isEmpty, text.utf8.allSatisfy(HTTPCharacter.isDigit), let length = Int(text) else {
            throw .malformed("Content-Length is not a number")
        }
        return length == 0 ? HTTPBodyFraming.none : .length(length)
    }
}
