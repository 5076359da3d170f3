// SPDX-License-Identifier: MIT

public import AIConexusProtocol

extension HTTPResponse {
    /// An error answer: `{"error":{"code":…,"message":…}}`.
    ///
    /// - Parameters:
    ///   - status: the status of the answer.
    ///   - code: the code of the body.
    ///   - message: one sentence for people.
    ///   - headers: further fields, such as `Allow`.
    /// - Returns: the answer.
    public static func error(
        _ status: HTTPStatus,
        _ code: ErrorCode,
        _ message: String,
        headers: HTTPHeaders = [:]
    ) -> HTTPResponse {
        var body = Array(#"{"error":{"code":""#.utf8)
        body.append(contentsOf: code.wireName.utf8)
        body.append(contentsOf: #"","message":""#.utf8)
        for byte in message.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): body.append(contentsOf: [UInt8(ascii: "\\"), byte])
            case ..<0x20: body.append(UInt8(ascii: " "))
            default: body.append(byte)
            }
        }
        body.append(contentsOf: #""}}"#.utf8)
        var response = HTTPResponse(status, json: body)
        for field in headers.fields { response.headers.append(field.name, field.value) }
        return response
    }

    /// The answer to what a parser or a limit refused.
    static func refusing(_ error: HTTPError) -> HTTPResponse {
        switch error.status {
        case .contentTooLarge: .error(error.status, .payloadTooLarge, error.message)
        case .requestTimeout: .error(error.status, .timeout, error.message)
        default: .error(error.status, .malformedMessage, error.message)
        }
    }
}
