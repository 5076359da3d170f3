// SPDX-License-Identifier: MIT

/// A response's status code, 100…599.
///
/// Source: RFC 9110 §15.
public struct HTTPStatus: Hashable, Sendable {
    /// The number.
    public let code: Int

    /// The status with this number, or `nil` outside of 100…599.
    public init?(_ code: Int) {
        guard (100...599).contains(code) else { return nil }
        self.code = code
    }

    private init(known code: Int) {
        self.code = code
    }

    /// Whether the request was understood and done: 200…299.
    public var isSuccess: Bool { code / 100 == 2 }

    /// Whether a final response follows this one: 100…199 except 101.
    public var isInterim: Bool { code < 200 && self != .switchingProtocols }

    /// Whether a response with this status never has a body (RFC 9110 §6.4.1).
    var forbidsBody: Bool { code < 200 || code == 204 || code == 304 }
}

// MARK: - The ones in use

extension HTTPStatus {
    /// 100: the request's body may be sent.
    public static let `continue` = HTTPStatus(known: 100)
    /// 101: what follows is no longer HTTP.
    public static let switchingProtocols = HTTPStatus(known: 101)
    /// 200.
    public static let ok = HTTPStatus(known: 200)
    /// 201: something was made; `Location` says where.
    public static let created = HTTPStatus(known: 201)
    /// 202: taken on, not done yet.
    public static let accepted = HTTPStatus(known: 202)
    /// 204: done, and there is nothing to say.
    public static let noContent = HTTPStatus(known: 204)
    /// 304: what the client has is still right.
    public static let notModified = HTTPStatus(known: 304)
    /// 400: the request cannot be understood.
    public static let badRequest = HTTPStatus(known: 400)
    /// 401: credentials are missing or wrong.
    public static let unauthorized = HTTPStatus(known: 401)
    /// 403: understood and refused.
    public static let forbidden = HTTPStatus(known: 403)
    /// 404: nothing is here.
    public static let notFound = HTTPStatus(known: 404)
    /// 405: not with this method; `Allow` says with which.
    public static let methodNotAllowed = HTTPStatus(known: 405)
    /// 408: the request took too long to come.
    public static let requestTimeout = HTTPStatus(known: 408)
    /// 409: against the present state.
    public static let conflict = HTTPStatus(known: 409)
    /// 413: the body is over the limit.
    public static let contentTooLarge = HTTPStatus(known: 413)
    /// 414: the request line is over the limit.
    public static let uriTooLong = HTTPStatus(known: 414)
    /// 415: the body is of a kind that is not taken.
    public static let unsupportedMediaType = HTTPStatus(known: 415)
    /// 417: an `Expect` other than `100-continue`.
    public static let expectationFailed = HTTPStatus(known: 417)
    /// 422: understood, and its content is wrong.
    public static let unprocessableContent = HTTPStatus(known: 422)
    /// 426: only with another protocol, named in `Upgrade`.
    public static let upgradeRequired = HTTPStatus(known: 426)
    /// 429: too many requests.
    public static let tooManyRequests = HTTPStatus(known: 429)
    /// 431: the header fields are over the limit.
    public static let headerFieldsTooLarge = HTTPStatus(known: 431)
    /// 500: a fault of the server.
    public static let internalServerError = HTTPStatus(known: 500)
    /// 501: a method that the server does not know.
    public static let notImplemented = HTTPStatus(known: 501)
    /// 502: the server behind answered wrongly.
    public static let badGateway = HTTPStatus(known: 502)
    /// 503: not now.
    public static let serviceUnavailable = HTTPStatus(known: 503)
    /// 504: the server behind did not answer in time.
    public static let gatewayTimeout = HTTPStatus(known: 504)
    /// 505: a version of HTTP that is not spoken here.
    public static let versionNotSupported = HTTPStatus(known: 505)
}

extension HTTPStatus {
    /// The words that go with the number; clients ignore them.
    public var reasonPhrase: String {
        switch code {
        case 100: "Continue"
        case 101: "Switching Protocols"
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 304: "Not Modified"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 417: "Expectation Failed"
        case 422: "Unprocessable Content"
        case 426: "Upgrade Required"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 499: "Client Closed Request"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        default: "Status \(code)"
        }
    }
}

extension HTTPStatus: CustomStringConvertible {
    /// Number and words, as in `404 Not Found`.
    public var description: String { "\(code) \(reasonPhrase)" }
}
