// SPDX-License-Identifier: MIT

extension HTTPRequest {
    /// Appends the request as it goes over the wire.
    ///
    /// `Content-Length` is added for a body, and for the methods that usually have one. What frames a body otherwise
    /// must not be among the fields.
    ///
    /// - Parameter output: where it goes.
    public func append(to output: inout [UInt8]) {
        output.append(contentsOf: "\(method.text) \(target.text) HTTP/1.1\r\n".utf8)
        output.append(headers)
        if !body.isEmpty || method == .post || method == .put || method == .patch {
            output.append(contentsOf: "Content-Length: \(body.count)\r\n".utf8)
        }
        output.append(contentsOf: "\r\n".utf8)
        output.append(contentsOf: body)
    }
}

extension [UInt8] {
    /// Appends the lines of header fields.
    mutating func append(_ headers: HTTPHeaders) {
        for field in headers.fields {
            append(contentsOf: field.name.text.utf8)
            append(contentsOf: ": ".utf8)
            append(contentsOf: field.value.utf8)
            append(contentsOf: "\r\n".utf8)
        }
    }
}
