// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// What the gateway answers to an HTTP request; the connection adds the fields that frame it.
package struct HTTPAnswer: Equatable, Sendable {
    /// A header field.
    package struct Field: Hashable, Sendable {
        package let name: String
        package let value: String
    }

    /// The status, 200…599.
    package let status: Int
    /// The header's fields, without those that frame the body.
    package let fields: [Field]
    package let body: [UInt8]

    private init(_ status: Int, type: String, fields: [Field], body: [UInt8]) {
        self.status = status
        self.body = body
        // Answers are of one moment, and never what a browser guesses them to be.
        self.fields =
            [
                Field(name: "Content-Type", value: type), Field(name: "Cache-Control", value: "no-store"),
                Field(name: "X-Content-Type-Options", value: "nosniff"),
            ] + fields
    }

    /// An answer in JSON.
    init(_ status: Int, _ json: JSONObject, fields: [Field] = []) {
        self.init(status, type: "application/json", fields: fields, body: json.canonicalBytes())
    }

    /// A refusal: `{"error": {"code", "message", "details"?}}` with the code's status.
    ///
    /// - Parameters:
    ///   - error: why; its pointer and reason become `details`.
    ///   - status: another status, where HTTP has one of its own.
    ///   - retryAfter: when to try again, for `Retry-After`.
    package init(_ error: ProtocolError, status: Int? = nil, retryAfter: Duration? = nil) {
        let fields = retryAfter.map { duration in
            [Field(name: "Retry-After", value: String(max(1, (duration.milliseconds + 999) / 1_000)))]
        }
        self.init(error, status: status, fields: fields ?? [])
    }

    private init(_ error: ProtocolError, status: Int?, fields: [Field]) {
        var body: JSONObject = ["code": .string(error.code.wireName), "message": .string(error.message)]
        var details = JSONObject()
        details["pointer"] = error.pointer.map(JSONValue.string)
        details["reason"] = error.reason.map(JSONValue.string)
        if !details.isEmpty { body["details"] = .object(details) }
        self.init(status ?? error.code.httpStatus, ["error": .object(body)], fields: fields)
    }
}

extension HTTPAnswer {
    /// 401: the request needs a token, and has none or a wrong one.
    ///
    /// Which of both it is, is not said.
    package static let unauthorized = HTTPAnswer(
        ProtocolError(.notRegistered, "this needs 'Authorization: Bearer' and a valid token"),
        status: nil,
        fields: [Field(name: "WWW-Authenticate", value: "Bearer realm=\"aiconexus-gateway\"")]
    )

    /// 404: nothing is there, or nothing that this gateway offers.
    package static let notFound = HTTPAnswer(ProtocolError(.unknownCapability, "there is nothing at this path"))

    /// 405: something is there that does not take this method.
    static func methodNotAllowed(allowing methods: [String]) -> HTTPAnswer {
        HTTPAnswer(
            ProtocolError(.unknownCapability, "this path does not take this method"),
            status: 405,
            fields: [Field(name: "Allow", value: methods.joined(separator: ", "))]
        )
    }

    /// 200 with what a scrape shows.
    package static func metrics(_ text: [UInt8]) -> HTTPAnswer {
        HTTPAnswer(200, type: MetricsText.contentType, fields: [], body: text)
    }
}
