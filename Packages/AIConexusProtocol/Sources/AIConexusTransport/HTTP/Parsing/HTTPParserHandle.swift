// SPDX-License-Identifier: MIT

internal import CHTTPParser

/// What http-parser reported of one message.
struct HTTPParserEvents {
    /// Whether the message has no body whatever its fields say, as in the answer to `HEAD`.
    var skipsBody = false
    var target: [UInt8] = []
    var fields: [(name: [UInt8], value: [UInt8])] = []
    var isInValue = false
    var isHeadComplete = false
    /// Body bytes since they were last taken.
    var body: [UInt8] = []
    var isMessageComplete = false

    fileprivate mutating func appendName(_ bytes: UnsafeBufferPointer<UInt8>) {
        // What comes behind the head is a trailer, which nobody asked for.
        guard !isHeadComplete else { return }
        if isInValue || fields.isEmpty {
            fields.append((name: [], value: []))
            isInValue = false
        }
        unsafe fields[fields.count - 1].name.append(contentsOf: bytes)
    }

    fileprivate mutating func appendValue(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard !isHeadComplete, !fields.isEmpty else { return }
        isInValue = true
        unsafe fields[fields.count - 1].value.append(contentsOf: bytes)
    }
}

/// One http-parser and the only file that knows of it.
///
/// The parser's state is a plain C structure that owns nothing and points to nothing between calls.
@safe struct HTTPParserHandle {
    private var parser: http_parser

    /// - Parameter isRequest: whether requests are parsed; otherwise responses.
    init(isRequest: Bool) {
        unsafe parser = http_parser()
        unsafe http_parser_init(&parser, isRequest ? HTTP_REQUEST : HTTP_RESPONSE)
    }

    var majorVersion: UInt16 { unsafe parser.http_major }
    var minorVersion: UInt16 { unsafe parser.http_minor }
    var statusCode: Int { Int(unsafe parser.status_code) }

    /// The request's method as text.
    var method: String {
        unsafe String(cString: http_method_str(http_method(rawValue: parser.method)))
    }

    /// Parses the next bytes of the message.
    ///
    /// - Parameters:
    ///   - bytes: nothing beyond the end of the message.
    ///   - events: told what was found.
    /// - Throws: `.malformed`, `.headTooLarge`, `.unknownMethod`, `.unknownVersion`.
    mutating func execute(_ bytes: Span<UInt8>, into events: inout HTTPParserEvents) throws(HTTPError) {
        var settings = Self.settings
        let consumed = unsafe bytes.withUnsafeBufferPointer { source in
            unsafe withUnsafeMutablePointer(to: &events) { context in
                // The callbacks run within this call only, so the pointer outlives its use.
                unsafe parser.data = UnsafeMutableRawPointer(context)
                defer { unsafe parser.data = nil }
                return unsafe source.withMemoryRebound(to: CChar.self) { source in
                    unsafe http_parser_execute(&parser, &settings, source.baseAddress, source.count)
                }
            }
        }
        let code = http_errno(rawValue: unsafe parser.http_errno)
        switch code {
        case HPE_OK:
            guard consumed == bytes.count else { throw .malformed("message ends before its head says") }
        case HPE_INVALID_METHOD: throw HTTPError(.unknownMethod, "unknown method")
        case HPE_INVALID_VERSION: throw HTTPError(.unknownVersion, "unknown version")
        case HPE_HEADER_OVERFLOW: throw HTTPError(.headTooLarge, "head too large")
        default: throw .malformed(unsafe String(cString: http_errno_description(code)))
        }
    }

    private static var settings: http_parser_settings {
        var settings = http_parser_settings()
        unsafe settings.on_url = { parser, bytes, count in
            unsafe withEvents(parser, bytes, count) { unsafe $0.target.append(contentsOf: $1) }
        }
        unsafe settings.on_header_field = { parser, bytes, count in
            unsafe withEvents(parser, bytes, count) { unsafe $0.appendName($1) }
        }
        unsafe settings.on_header_value = { parser, bytes, count in
            unsafe withEvents(parser, bytes, count) { unsafe $0.appendValue($1) }
        }
        unsafe settings.on_body = { parser, bytes, count in
            unsafe withEvents(parser, bytes, count) { unsafe $0.body.append(contentsOf: $1) }
        }
        unsafe settings.on_headers_complete = { parser in
            unsafe withEvents(parser, nil, 0) { events, _ in events.isHeadComplete = true }
            // 1 tells the parser that there is no body.
            return unsafe parser?.pointee.data?.assumingMemoryBound(to: HTTPParserEvents.self).pointee.skipsBody == true
                ? 1 : 0
        }
        unsafe settings.on_message_complete = { parser in
            unsafe withEvents(parser, nil, 0) { events, _ in events.isMessageComplete = true }
        }
        return settings
    }
}

/// Calls `body` with the events that the parser's context points to.
@discardableResult
private func withEvents(
    _ parser: UnsafeMutablePointer<http_parser>?,
    _ bytes: UnsafePointer<CChar>?,
    _ count: Int,
    _ body: (inout HTTPParserEvents, UnsafeBufferPointer<UInt8>) -> Void
) -> Int32 {
    guard let events = unsafe parser?.pointee.data?.assumingMemoryBound(to: HTTPParserEvents.self) else { return -1 }
    let text = unsafe UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : count)
    unsafe text.withMemoryRebound(to: UInt8.self) { unsafe body(&events.pointee, $0) }
    return 0
}
