// SPDX-License-Identifier: MIT

package import AIConexusProtocol
package import AIConexusTransport

extension HTTPResponse {
    /// An answer of one moment, which is never what a browser guesses it to be.
    init(_ status: HTTPStatus, type: String, _ body: [UInt8]) {
        self.init(
            status,
            headers: [.contentType: type, .cacheControl: "no-store", "X-Content-Type-Options": "nosniff"],
            body: body
        )
    }

    /// An answer in JSON.
    init(_ status: HTTPStatus, _ json: JSONObject) {
        self.init(status, type: "application/json", json.canonicalBytes())
    }

    /// A refusal: `{"error": {"code", "message", "details"?}}` with the code's status.
    ///
    /// - Parameters:
    ///   - error: why; its pointer and reason become `details`.
    ///   - status: another status, where HTTP has one of its own.
    ///   - retryAfter: when to try again, for `Retry-After`.
    package init(_ error: ProtocolError, status: HTTPStatus? = nil, retryAfter: Duration? = nil) {
        var body: JSONObject = ["code": .string(error.code.wireName), "message": .string(error.message)]
        var details = JSONObject()
        details["pointer"] = error.pointer.map(JSONValue.string)
        details["reason"] = error.reason.map(JSONValue.string)
        if !details.isEmpty { body["details"] = .object(details) }
        self.init(status ?? HTTPStatus(error.code.httpStatus) ?? .internalServerError, ["error": .object(body)])
        headers[.retryAfter] = retryAfter.map { String(max(1, ($0.milliseconds + 999) / 1_000)) }
    }

    /// 401: the request needs a token, and has none or a wrong one.
    ///
    /// Which of both it is, is not said.
    package static var unauthorized: HTTPResponse {
        var response = HTTPResponse(
            ProtocolError(.notRegistered, "this needs 'Authorization: Bearer' and a valid token")
        )
        response.headers[.wwwAuthenticate] = "Bearer realm=\"aiconexus-gateway\""
        return response
    }

    /// 404: nothing is there, or nothing that this gateway offers.
    package static let nothingHere = HTTPResponse(ProtocolError(.unknownCapability, "there is nothing at this path"))

    /// 405: something is there that does not take this method.
    static func methodNotAllowed(allowing methods: [HTTPMethod]) -> HTTPResponse {
        let error = ProtocolError(.unknownCapability, "this path does not take this method")
        var response = HTTPResponse(error, status: .methodNotAllowed)
        response.headers[.allow] = methods.map(\.text).joined(separator: ", ")
        return response
    }
}
