// SPDX-License-Identifier: MIT

/// `EXEC_RESPONSE`: a part of a call's answer, or its end.
///
/// Source: PROTOCOL_DESIGN, "Messages".
public struct ExecResponse: Equatable, Sendable {
    /// What kind of answer this is.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        /// The end, with the result.
        case success
        /// The end, with a code.
        case error
        /// One part of a stream.
        case partial
    }

    /// Part, result or failure.
    public var status: Status
    /// The result or the part: any JSON value.
    public var result: JSONValue?
    /// What failed, for people.
    public var error: String?
    /// Why it failed.
    public var code: ErrorCode?
    /// A part's number from 0; with the final `success` of a stream, how many parts there were.
    public var sequence: Int?
    /// How long the work took, in milliseconds, 0 or more.
    public var executionTimeMilliseconds: Double?
    /// Where more can be read; never fetched by this software.
    public var streamURL: String?

    /// Creates an answer; members that stay `nil` are absent from the message.
    public init(status: Status, result: JSONValue? = nil) {
        self.status = status
        self.result = result
    }

    init(checked object: JSONObject) {
        status = Status(rawValue: object.text(.status)) ?? .error
        result = object[.result]
        error = object[.error]?.string
        code = object[.code]?.string.map(ErrorCode.init(lenient:))
        sequence = object[.sequence]?.int
        executionTimeMilliseconds = object[.executionTimeMilliseconds]?.double
        streamURL = object[.streamURL]?.string
    }

    var json: JSONObject {
        var object = JSONObject()
        object.set(.status, status.rawValue)
        object[.result] = result
        object.set(.error, error)
        object.set(.code, code?.wireName)
        object.set(.sequence, sequence)
        object.set(.executionTimeMilliseconds, executionTimeMilliseconds)
        object.set(.streamURL, streamURL)
        return object
    }
}

extension ErrorCode {
    /// The code with this name; one that a later minor version brought is read as `INTERNAL_ERROR`.
    init(lenient wireName: String) {
        self = ErrorCode(wireName: wireName) ?? .internalError
    }
}
