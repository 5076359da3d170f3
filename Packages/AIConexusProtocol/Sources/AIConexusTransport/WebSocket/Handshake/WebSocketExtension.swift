// SPDX-License-Identifier: MIT

/// One extension of a `Sec-WebSocket-Extensions` header field, with its parameters in order.
///
/// Names are lower-cased; a quoted value stands here without quotes. Source: RFC 6455 §9.1.
struct WebSocketExtension: Equatable, Sendable {
    struct Parameter: Equatable, Sendable {
        var name: String
        var value: String?
    }

    var name: String
    var parameters: [Parameter] = []
}

extension WebSocketExtension {
    /// Reads the extensions of one or more header fields.
    ///
    /// - Parameter fields: the values of all fields of that name, in order.
    /// - Returns: `nil` when the text is not of the RFC's form.
    static func parse(_ fields: [String]) -> [WebSocketExtension]? {
        var extensions: [WebSocketExtension] = []
        for field in fields {
            var reader = HTTPFieldReader(field)
            repeat {
                if reader.skipEmptyElement() { continue }
                guard let name = reader.token() else { return nil }
                var found = WebSocketExtension(name: name.lowercased())
                while reader.take(";") {
                    guard let parameter = parameter(&reader) else { return nil }
                    found.parameters.append(parameter)
                }
                extensions.append(found)
            } while reader.take(",")
            guard reader.isAtEnd else { return nil }
        }
        return extensions
    }

    private static func parameter(_ reader: inout HTTPFieldReader) -> Parameter? {
        guard let name = reader.token() else { return nil }
        guard reader.take("=") else { return Parameter(name: name.lowercased(), value: nil) }
        // RFC 6455 §9.1: a quoted value must be a token as well once it is unquoted.
        guard let value = reader.token() ?? reader.quotedToken() else { return nil }
        return Parameter(name: name.lowercased(), value: value)
    }
}
