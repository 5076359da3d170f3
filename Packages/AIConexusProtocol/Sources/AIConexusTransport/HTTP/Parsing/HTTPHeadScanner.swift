// SPDX-License-Identifier: MIT

/// Finds the end of a message's head, and refuses whatever two parsers could read in two ways.
///
/// http-parser as it is packaged is built without its strict mode: it takes bare line feeds, spaces in field names and
/// folded lines. So every byte of a head passes through here first. Source: RFC 9112 §2.2, §3 and §5.
struct HTTPHeadScanner: Equatable, Sendable {
    private enum State {
        /// Before the first line; one empty line is passed over (RFC 9112 §2.2). → leadingFeed, startLine
        case beginning
        /// → startLine
        case leadingFeed
        /// → startLineFeed
        case startLine
        /// → lineStart
        case startLineFeed
        /// → name, endFeed
        case lineStart
        /// → value
        case name
        /// → valueFeed
        case value
        /// → lineStart
        case valueFeed
        /// → complete
        case endFeed
        case complete
    }

    private let isRequest: Bool
    private let maximumStartLineByteCount: Int
    private let maximumHeadByteCount: Int
    private let maximumFieldCount: Int
    private var state = State.beginning
    private var previous: UInt8 = 0
    private var spaceCount = 0
    private var fieldCount = 0
    /// Bytes taken so far, a passed-over empty line included.
    private(set) var byteCount = 0

    init(isRequest: Bool, configuration: HTTPConfiguration) {
        self.isRequest = isRequest
        maximumStartLineByteCount = configuration.maximumStartLineByteCount
        maximumHeadByteCount = min(configuration.maximumHeadByteCount, HTTPConfiguration.largestHeadByteCount)
        maximumFieldCount = configuration.maximumFieldCount
    }

    /// Takes bytes up to the end of the head.
    ///
    /// - Parameters:
    ///   - input: what was read.
    ///   - position: where to go on; moved behind what was taken.
    /// - Returns: whether the head is complete.
    /// - Throws: `.malformed`, `.targetTooLong`, `.headTooLarge`.
    mutating func scan(_ input: Span<UInt8>, from position: inout Int) throws(HTTPError) -> Bool {
        while position < input.count, state != .complete {
            let byte = input[position]
            try take(byte)
            position += 1
            byteCount += 1
            previous = byte
            guard byteCount < maximumHeadByteCount || state == .complete else {
                throw HTTPError(.headTooLarge, "head over \(maximumHeadByteCount) bytes")
            }
        }
        return state == .complete
    }

    private mutating func take(_ byte: UInt8) throws(HTTPError) {
        switch state {
        case .beginning where byte == HTTPCharacter.carriageReturn && byteCount == 0 && isRequest:
            state = .leadingFeed
        case .leadingFeed:
            try expectLineFeed(byte)
            state = .startLine
        case .beginning, .startLine: try takeStartLine(byte)
        case .startLineFeed:
            try expectLineFeed(byte)
            state = .lineStart
        case .lineStart: try takeLineStart(byte)
        case .name: try takeName(byte)
        case .value: try takeValue(byte)
        case .valueFeed:
            try expectLineFeed(byte)
            state = .lineStart
        case .endFeed:
            try expectLineFeed(byte)
            state = .complete
        case .complete: preconditionFailure("take in .complete")
        }
    }

    private func expectLineFeed(_ byte: UInt8) throws(HTTPError) {
        guard byte == HTTPCharacter.lineFeed else { throw .malformed("carriage return without line feed") }
    }

    private mutating func takeStartLine(_ byte: UInt8) throws(HTTPError) {
        state = .startLine
        switch byte {
        case HTTPCharacter.carriageReturn:
            // RFC 9112 §3: method, target and version with one space between them.
            guard spaceCount == 2 || !isRequest else { throw .malformed("request line has not three parts") }
            state = .startLineFeed
        case UInt8(ascii: " "):
            guard previous != byte || !isRequest else { throw .malformed("two spaces in the request line") }
            spaceCount += 1
        default:
            guard HTTPCharacter.isVisible(byte) || !isRequest && HTTPCharacter.isFieldValue(byte) else {
                throw .malformed("forbidden byte in the first line")
            }
        }
        guard byteCount < maximumStartLineByteCount else {
            throw HTTPError(.targetTooLong, "first line over \(maximumStartLineByteCount) bytes")
        }
    }

    private mutating func takeLineStart(_ byte: UInt8) throws(HTTPError) {
        if byte == HTTPCharacter.carriageReturn {
            state = .endFeed
            return
        }
        guard !HTTPCharacter.isSpace(byte) else { throw .malformed("folded header line") }
        fieldCount += 1
        guard fieldCount <= maximumFieldCount else {
            throw HTTPError(.headTooLarge, "more than \(maximumFieldCount) header fields")
        }
        guard HTTPCharacter.isToken(byte) else { throw .malformed("forbidden byte in a field name") }
        state = .name
    }

    private mutating func takeName(_ byte: UInt8) throws(HTTPError) {
        if byte == UInt8(ascii: ":") {
            state = .value
        } else if !HTTPCharacter.isToken(byte) {
            throw .malformed(HTTPCharacter.isSpace(byte) ? "space before a colon" : "forbidden byte in a field name")
        }
    }

    private mutating func takeValue(_ byte: UInt8) throws(HTTPError) {
        if byte == HTTPCharacter.carriageReturn {
            state = .valueFeed
        } else if !HTTPCharacter.isFieldValue(byte) {
            throw .malformed("forbidden byte in a field value")
        }
    }
}
